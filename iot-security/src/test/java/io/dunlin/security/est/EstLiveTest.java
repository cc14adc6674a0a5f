/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.est;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dunlin.core.DeviceId;
import io.dunlin.security.sign.jca.JcaKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The EST server against clients that know nothing of this project: openssl makes and reads, curl or strongSwan carry. */
@Tag("live")
class EstLiveTest {

    @TempDir
    Path directory;

    @Test
    void curlAndOpenssl_enrolAndReenrol() throws Exception {
        requirePrograms("curl", "openssl");
        try (EstBench bench = new EstBench(directory.resolve("server"))) {
            String base = bench.uri() + "/.well-known/est/";
            byte[] anchor = bench.authority.anchors().certificates().get(0).getEncoded();
            Files.writeString(
                    directory.resolve("ca.pem"),
                    "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(anchor)
                            + "\n-----END CERTIFICATE-----\n");
            run("curl", "-sSf", "--cacert", "ca.pem", "-o", "cacerts.b64", base + "cacerts");
            assertThat(certificates("cacerts.b64")).contains("subject=CN = Dunlin root");

            request("first");
            run(
                    "curl",
                    "-sSf",
                    "--cacert",
                    "ca.pem",
                    "-u",
                    "dev-1:" + EstBench.TOKEN,
                    "-o",
                    "first.b64",
                    "-H",
                    "Content-Type: application/pkcs10",
                    "--data-binary",
                    "@first.b64csr",
                    base + "simpleenroll");
            assertThat(certificates("first.b64")).contains("subject=CN = dev-1", "subject=CN = Dunlin issuer");
            run("openssl", "base64", "-d", "-A", "-in", "first.b64", "-out", "first.p7");
            run("openssl", "pkcs7", "-inform", "DER", "-in", "first.p7", "-print_certs", "-out", "first.pem");

            // The certificates are a SET, in whatever order; curl wants the device's first.
            String pem = Files.readString(directory.resolve("first.pem"));
            int device = pem.indexOf("-----BEGIN", pem.indexOf("dev-1"));
            Files.writeString(directory.resolve("first.pem"), pem.substring(device) + pem.substring(0, device));

            request("second");
            run(
                    "curl",
                    "-sSf",
                    "--cacert",
                    "ca.pem",
                    "--cert",
                    "first.pem",
                    "--key",
                    "first.key",
                    "-o",
                    "second.b64",
                    "-H",
                    "Content-Type: application/pkcs10",
                    "--data-binary",
                    "@second.b64csr",
                    base + "simplereenroll");
            assertThat(certificates("second.b64")).contains("subject=CN = dev-1");
            assertThat(run(
                            "curl",
                            "-s",
                            "-o",
                            "/dev/null",
                            "-w",
                            "%{http_code}",
                            "--cacert",
                            "ca.pem",
                            "-u",
                            "dev-1:wrong",
                            "--data-binary",
                            "@second.b64csr",
                            base + "simpleenroll"))
                    .isEqualTo("403");
        }
    }

    @Test
    void strongSwan_enrolsAndReenrols() throws Exception {
        requirePrograms("pki", "openssl");
        try (EstBench bench = new EstBench(directory.resolve("server"))) {
            Files.write(
                    directory.resolve("root.der"),
                    bench.authority.anchors().certificates().get(0).getEncoded());
            Files.write(
                    directory.resolve("issuer.der"),
                    bench.authority
                            .issue(new DeviceId("any"), JcaKeys.generate().getPublic())
                            .get(1)
                            .getEncoded());
            request("first");
            est(bench, "first", "--userpass", "dev-1:" + EstBench.TOKEN);
            request("second");
            run("openssl", "ec", "-in", "first.key", "-outform", "DER", "-out", "first.key.der");
            est(bench, "second", "--cert", "first.der", "--key", "first.key.der");
            assertThat(Files.readAllBytes(directory.resolve("second.der")))
                    .isNotEqualTo(Files.readAllBytes(directory.resolve("first.der")));
        }
    }

    /** Lets strongSwan ask; it verifies the server by the authorities, and what it is given by the request. */
    private void est(EstBench bench, String name, String... credential) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "pki",
                "--est",
                "--url",
                bench.uri().toString(),
                "--in",
                name + ".csr",
                "--cacert",
                "root.der",
                "--cacert",
                "issuer.der",
                "--interval",
                "1",
                "--maxpolltime",
                "20"));
        Collections.addAll(words, credential);
        Process process = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectError(directory.resolve("pki.txt").toFile())
                .redirectOutput(directory.resolve(name + ".der").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("pki.txt")))
                .isZero();
        assertThat(run("openssl", "x509", "-inform", "DER", "-in", name + ".der", "-noout", "-subject"))
                .matches("(?s).*CN ?= ?dev-1\\s*");
    }

    private void request(String name) throws Exception {
        run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", name + ".key");
        run(
                "openssl",
                "req",
                "-new",
                "-sha256",
                "-key",
                name + ".key",
                "-subj",
                "/CN=dev-1",
                "-outform",
                "DER",
                "-out",
                name + ".csr");
        run("openssl", "base64", "-in", name + ".csr", "-out", name + ".b64csr");
    }

    private String certificates(String file) throws Exception {
        run("openssl", "base64", "-d", "-A", "-in", file, "-out", file + ".p7");
        return run("openssl", "pkcs7", "-inform", "DER", "-in", file + ".p7", "-print_certs", "-noout")
                .replace("CN=", "CN = ");
    }

    private static void requirePrograms(String... programs) {
        for (String program : programs) {
            boolean present = isPresent(program);
            if ("required".equals(System.getProperty("dunlin.live"))) {
                assertThat(present).as(program + " is required and absent").isTrue();
            }
            assumeTrue(present, program + " is absent: install it to run this test");
        }
    }

    private static boolean isPresent(String program) {
        for (String place : System.getenv("PATH").split(java.io.File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(place, program))) {
                return true;
            }
        }
        return false;
    }

    private String run(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        Collections.addAll(words, command);
        Path output = Files.createTempFile(directory, "run", ".txt");
        Process process = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended && process.exitValue() == 0).as(words + ": " + text).isTrue();
        return text;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Tenant;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.core.rim.SystemRandom;
import io.dunlin.core.wire.AccessRule;
import io.dunlin.fleet.enroll.Enrolment;
import io.dunlin.fleet.enroll.RegistryAuthorizer;
import io.dunlin.fleet.registry.CertificateRecord;
import io.dunlin.fleet.registry.Certificates;
import io.dunlin.fleet.registry.Registry;
import io.dunlin.fleet.store.Database;
import io.dunlin.security.enroll.local.LocalCertificateAuthority;
import io.dunlin.security.est.netty.EstServer;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.FileIdentityStore;
import io.dunlin.security.identity.KeySlot;
import io.dunlin.security.identity.TlsContextFactory;
import io.dunlin.security.sign.jca.JcaKeys;
import io.dunlin.testkit.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A child JVM enrols and rotates on the real file system over real EST until it is killed, again and again: what it leaves
 * is always an identity that the fleet lets in, and the next child goes on.
 */
class IdentityKillTest {

    private static final AccessRule RULE = new AccessRule(Tenant.DEFAULT, "fleet");

    @TempDir
    Path directory;

    private final SplittableRandom random = new SplittableRandom(Seeds.first());
    private final List<String> said = new ArrayList<>();
    private boolean enrolled;

    @Test
    void killedDevice_keepsAnIdentityThatTheFleetLetsIn() throws Exception {
        killAndVerify(6);
    }

    @Test
    @Tag("soak")
    void killedDevice_keepsAnIdentityThatTheFleetLetsIn_hundredsOfTimes() throws Exception {
        killAndVerify(500);
    }

    private void killAndVerify(int kills) throws Exception {
        FileStorage storage = FileStorage.open(directory);
        LocalCertificateAuthority authority = LocalCertificateAuthority.open(
                storage.privateDirectory("authority"), Clock.systemUTC(), Duration.ofDays(30));
        Path anchors = directory.resolve("anchors");
        Files.write(anchors, authority.anchors().encode());
        KeyPair pair = JcaKeys.generate();
        try (Database database = Database.inMemory("identity-kill")) {
            Enrolment enrolment = new Enrolment(database, RULE, authority, new SystemRandom(), Clock.systemUTC());
            new Registry(database, RULE.tenant()).register(RotatingProcess.ID, "pump");
            try (EstServer est = EstServer.start(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    TlsContextFactory.server(
                            authority.issueServer(List.of("127.0.0.1"), pair.getPublic()),
                            pair.getPrivate(),
                            authority.anchors(),
                            TlsContextFactory.ClientAuthentication.REQUESTED),
                    enrolment.service())) {
                List<String> arguments = List.of(
                        directory.resolve("device").toString(),
                        "https://127.0.0.1:" + est.port(),
                        anchors.toString(),
                        enrolment.issueToken(RotatingProcess.ID, Duration.ofHours(10)));
                for (int kill = 0; kill < kills; kill++) {
                    runAndKill(arguments, 1 + random.nextInt(16));
                    verify(database);
                }
            }
        }
        assertThat(said).as("what the children did").anyMatch(line -> line.startsWith("generation "));
        assertThat(said).noneMatch(line -> line.startsWith("uncaught") || line.startsWith("failed"));
    }

    /** Kills the child a moment after it has said so many things. */
    private void runAndKill(List<String> arguments, int lines) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                RotatingProcess.class.getName()));
        command.addAll(arguments);
        Process child = new ProcessBuilder(command)
                .redirectError(directory.resolve("device.log").toFile())
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            int left = lines;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                enrolled |= line.equals("enrolled");
                if (--left == 0) {
                    CompletableFuture.delayedExecutor(random.nextInt(30), TimeUnit.MILLISECONDS)
                            .execute(() -> child.toHandle().destroyForcibly());
                }
            }
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private void verify(Database database) throws IOException {
        RegistryAuthorizer authorizer = new RegistryAuthorizer(database, RULE);
        try (FileIdentityStore store =
                FileIdentityStore.open(FileStorage.open(directory.resolve("device")), RotatingProcess.ID)) {
            boolean usable = false;
            for (KeySlot slot : KeySlot.values()) {
                DeviceIdentity identity = store.identity(slot);
                usable |= identity != null
                        && authorizer
                                .authorize(identity.chain(), RotatingProcess.ID.value())
                                .isAdmitted();
            }
            assertThat(usable || !enrolled)
                    .as("an identity that the fleet lets in, after %s", said)
                    .isTrue();
        }
        assertThat(new Certificates(database, RULE.tenant()).list(RotatingProcess.ID))
                .filteredOn(certificate -> certificate.state() == CertificateRecord.State.CONFIRMED)
                .hasSizeLessThanOrEqualTo(1);
    }
}

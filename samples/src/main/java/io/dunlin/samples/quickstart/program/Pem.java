/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Writes keys and certificates in the text form that brokers read (RFC 7468). */
final class Pem {

    private static final int LINE = 64;

    private Pem() {}

    static void write(Path file, PrivateKey key, List<X509Certificate> chain) throws IOException {
        Files.writeString(file, text("PRIVATE KEY", key.getEncoded()) + certificates(chain));
    }

    static void write(Path file, List<X509Certificate> certificates) throws IOException {
        Files.writeString(file, certificates(certificates));
    }

    private static String certificates(List<X509Certificate> certificates) throws IOException {
        StringBuilder all = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                all.append(text("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IOException("cannot write the certificate of " + certificate.getSubjectX500Principal(), e);
            }
        }
        return all.toString();
    }

    private static String text(String label, byte[] der) {
        String body = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}

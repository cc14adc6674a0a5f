/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.est;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The encodings of EST. RFC 8951 section 3 drops the transfer encoding and asks for base64 with any white space; peers in
 * the field send one line, many lines, PEM or plain DER, so all of that is read.
 */
final class EstEncoding {

    private static final int DER_SEQUENCE = 0x30;
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private EstEncoding() {}

    /** Reads DER out of a body, null if it is in none of the forms. */
    static byte @Nullable [] decode(byte[] body) {
        // The base64 of a SEQUENCE starts with M, so this is not text.
        if (body.length > 0 && body[0] == DER_SEQUENCE) {
            return body;
        }
        ByteArrayOutputStream digits = new ByteArrayOutputStream(body.length);
        for (String line : new String(body, StandardCharsets.ISO_8859_1).split("[\r\n]+", -1)) {
            if (!line.startsWith("-----")) {
                for (int i = 0; i < line.length(); i++) {
                    if (line.charAt(i) > ' ') {
                        digits.write(line.charAt(i));
                    }
                }
            }
        }
        try {
            byte[] der = Base64.getDecoder().decode(digits.toByteArray());
            return der.length > 0 && der[0] == DER_SEQUENCE ? der : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Writes lines of 64 characters, which every server reads. */
    static byte[] lines(byte[] der) {
        return LINES.encode(der);
    }

    /** Writes one line, which every client reads. */
    static byte[] oneLine(byte[] der) {
        return Base64.getEncoder().encode(der);
    }

    /** Reads the certificates of a certs-only CMS message (RFC 5272), in whatever order; null if it is none. */
    static @Nullable List<X509Certificate> certificates(byte[] body) {
        byte[] der = decode(body);
        if (der == null) {
            return null;
        }
        try {
            List<X509Certificate> certificates = new ArrayList<>();
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(der))) {
                certificates.add((X509Certificate) certificate);
            }
            return certificates;
        } catch (CertificateException e) {
            return null;
        }
    }

    /** Writes a certs-only CMS message. */
    static byte[] certsOnly(List<X509Certificate> certificates) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertPath(certificates)
                    .getEncoded("PKCS7");
        } catch (CertificateException e) {
            throw new IllegalStateException("certificates that cannot be written", e);
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.trust;

import io.dunlin.core.rim.JdkSha256;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 of a certificate: all that a device needs to know of an authority before it first meets it. Immutable.
 */
public final class Fingerprint {

    private static final int BYTES = 32;

    private final byte[] digest;

    private Fingerprint(byte[] digest) {
        this.digest = digest;
    }

    /**
     * Reads a fingerprint.
     *
     * @param hex 64 hexadecimal digits, in pairs that may be separated by colons
     * @return the fingerprint
     * @throws IllegalArgumentException if it is anything else
     */
    public static Fingerprint parse(String hex) {
        byte[] digest = HexFormat.of().parseHex(hex.trim().replace(":", ""));
        if (digest.length != BYTES) {
            throw new IllegalArgumentException("a SHA-256 fingerprint has " + BYTES + " bytes, got " + digest.length);
        }
        return new Fingerprint(digest);
    }

    /**
     * Takes the fingerprint of a certificate.
     *
     * @param certificate the certificate
     * @return its fingerprint
     */
    public static Fingerprint of(X509Certificate certificate) {
        try {
            byte[] der = certificate.getEncoded();
            JdkSha256 sha256 = new JdkSha256();
            sha256.update(der, 0, der.length);
            return new Fingerprint(sha256.digest());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that cannot be encoded", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that && MessageDigest.isEqual(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    }
}

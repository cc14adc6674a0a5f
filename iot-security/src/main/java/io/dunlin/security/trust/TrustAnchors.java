/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.trust;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Certificates of the authorities that are trusted by themselves. Never empty: a device that trusted nobody could never
 * be told whom to trust again. Immutable.
 *
 * @param certificates at least one, each once
 */
public record TrustAnchors(List<X509Certificate> certificates) {

    /** The most anchors that a set may have. */
    public static final int MAX_ANCHORS = 32;

    /** Checks the bounds and drops repetitions. */
    public TrustAnchors {
        certificates = List.copyOf(new LinkedHashSet<>(certificates));
        if (certificates.isEmpty() || certificates.size() > MAX_ANCHORS) {
            throw new IllegalArgumentException(
                    "a set of trust anchors has 1 to " + MAX_ANCHORS + " certificates, got " + certificates.size());
        }
    }

    /**
     * Trusts some authorities.
     *
     * @param certificates their certificates
     * @return the set
     */
    public static TrustAnchors of(X509Certificate... certificates) {
        return new TrustAnchors(List.of(certificates));
    }

    /**
     * Reads anchors that the operator provided with the device.
     *
     * @param encoded certificates in PEM, or in DER one after another
     * @return the set
     * @throws IllegalArgumentException if there is none or one is no certificate
     */
    public static TrustAnchors parse(byte[] encoded) {
        try {
            Collection<? extends java.security.cert.Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(encoded));
            List<X509Certificate> certificates = new ArrayList<>();
            for (java.security.cert.Certificate certificate : found) {
                certificates.add((X509Certificate) certificate);
            }
            return new TrustAnchors(certificates);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("these bytes are no certificates", e);
        }
    }

    /**
     * Writes the anchors.
     *
     * @return what {@link #parse} reads: DER, one after another
     */
    public byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (X509Certificate certificate : certificates) {
            try {
                out.writeBytes(certificate.getEncoded());
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate that cannot be encoded", e);
            }
        }
        return out.toByteArray();
    }

    /**
     * Returns these anchors and others: what is trusted while an authority is being replaced.
     *
     * @param others the anchors to add
     * @return both
     */
    public TrustAnchors union(TrustAnchors others) {
        List<X509Certificate> both = new ArrayList<>(certificates);
        both.addAll(others.certificates);
        return new TrustAnchors(both);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.registry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Chains as they are stored: certificates in DER, one after another, the device's first. */
final class Chains {

    private Chains() {}

    static byte[] encode(List<X509Certificate> chain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (X509Certificate certificate : chain) {
            try {
                out.writeBytes(certificate.getEncoded());
            } catch (CertificateException e) {
                throw new IllegalArgumentException("a certificate that cannot be encoded", e);
            }
        }
        return out.toByteArray();
    }

    static List<X509Certificate> decode(byte[] stored) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(stored))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new IllegalStateException("the stored chain of a certificate is damaged", e);
        }
    }
}

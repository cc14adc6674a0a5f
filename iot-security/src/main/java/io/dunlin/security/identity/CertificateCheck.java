/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.identity;

import io.dunlin.core.DeviceId;
import io.dunlin.security.trust.TrustAnchors;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Judges a certificate that a device was given before the device relies on it. Stateless. */
public final class CertificateCheck {

    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private CertificateCheck() {}

    /** What a check found. */
    public enum Finding {
        /** It may be used. */
        GOOD,
        /** It is of another key. */
        WRONG_KEY,
        /** It is of another device. */
        WRONG_SUBJECT,
        /** It is an authority's, or not for authenticating a client. */
        WRONG_USE,
        /** Its time has not come: keep it. */
        NOT_YET_VALID,
        /** Its time is over. */
        EXPIRED,
        /** No trusted authority issued it. */
        UNTRUSTED
    }

    /**
     * Judges a certificate.
     *
     * @param chain the device's certificate, then its issuers
     * @param device whose it must be
     * @param key the key that it must be of
     * @param anchors who must have issued it
     * @param wallMillis the time to judge it at
     * @return the first thing that is wrong, or that nothing is
     */
    public static Finding check(
            List<X509Certificate> chain, DeviceId device, PublicKey key, TrustAnchors anchors, long wallMillis) {
        if (chain.isEmpty() || !chain.get(0).getPublicKey().equals(key)) {
            return Finding.WRONG_KEY;
        }
        X509Certificate certificate = chain.get(0);
        if (!device.value().equals(Subjects.commonName(certificate))) {
            return Finding.WRONG_SUBJECT;
        }
        if (certificate.getBasicConstraints() >= 0 || !isForClients(certificate)) {
            return Finding.WRONG_USE;
        }
        if (wallMillis < certificate.getNotBefore().toInstant().toEpochMilli()) {
            return Finding.NOT_YET_VALID;
        }
        if (wallMillis > certificate.getNotAfter().toInstant().toEpochMilli()) {
            return Finding.EXPIRED;
        }
        return isTrusted(chain, anchors, wallMillis) ? Finding.GOOD : Finding.UNTRUSTED;
    }

    private static boolean isForClients(X509Certificate certificate) {
        try {
            List<String> uses = certificate.getExtendedKeyUsage();
            return uses == null || uses.contains(CLIENT_AUTH);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static boolean isTrusted(List<X509Certificate> chain, TrustAnchors anchors, long wallMillis) {
        try {
            Set<TrustAnchor> trusted = new HashSet<>();
            for (X509Certificate anchor : anchors.certificates()) {
                trusted.add(new TrustAnchor(anchor, null));
            }
            PKIXParameters parameters = new PKIXParameters(trusted);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(Instant.ofEpochMilli(wallMillis)));
            List<X509Certificate> path = chain.stream()
                    .filter(c -> !anchors.certificates().contains(c))
                    .toList();
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return true;
        } catch (CertPathValidatorException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform cannot validate certificates", e);
        }
    }
}

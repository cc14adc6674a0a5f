/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.DeviceId;
import io.dunlin.fleet.registry.Certificates;
import io.dunlin.fleet.registry.ClaimTokens;
import io.dunlin.fleet.registry.DeviceRecord;
import io.dunlin.fleet.registry.Registry;
import io.dunlin.security.enroll.CertificateAuthority;
import io.dunlin.security.enroll.DeviceStatus;
import io.dunlin.security.est.EstService;
import io.dunlin.security.trust.TrustAnchors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;

/** Joins the enrolment server to the fleet's registry: who may enrol, and what was issued to whom. */
final class FleetIdentities {

    private final CertificateAuthority authority;
    private final Registry registry;
    private final ClaimTokens tokens;
    private final Certificates certificates;

    FleetIdentities(CertificateAuthority authority, Registry registry, ClaimTokens tokens, Certificates certificates) {
        this.authority = authority;
        this.registry = registry;
        this.tokens = tokens;
        this.certificates = certificates;
    }

    EstService service() {
        return new EstService(
                new Noting(),
                new io.dunlin.security.enroll.ClaimTokens(this::claim),
                (device, certificate) -> standing(device),
                (device, certificate, success, reason) -> confirm(device, certificate, success));
    }

    private boolean claim(byte[] digest, DeviceId device, byte[] keyDigest) {
        try {
            return tokens.redeem(digest, device, keyDigest, System.currentTimeMillis()) == ClaimTokens.Answer.ACCEPTED;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DeviceStatus.Standing standing(DeviceId device) {
        try {
            return registry.find(device)
                    .map(DeviceRecord::status)
                    .map(status -> switch (status) {
                        case REGISTERED, ACTIVE -> DeviceStatus.Standing.ACTIVE;
                        case SUSPENDED -> DeviceStatus.Standing.SUSPENDED;
                        case REVOKED -> DeviceStatus.Standing.REVOKED;
                    })
                    .orElse(DeviceStatus.Standing.UNKNOWN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void confirm(DeviceId device, X509Certificate certificate, boolean success) {
        if (success) {
            try {
                certificates.confirm(device, serial(certificate), System.currentTimeMillis());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16).toLowerCase(Locale.ROOT);
    }

    /** Notes what the authority issues before the device gets it. */
    private final class Noting implements CertificateAuthority {
        @Override
        public List<X509Certificate> issue(DeviceId device, PublicKey key) throws IOException {
            List<X509Certificate> chain = authority.issue(device, key);
            X509Certificate certificate = chain.get(0);
            try {
                certificates.add(
                        device,
                        serial(certificate),
                        io.dunlin.security.enroll.ClaimTokens.digest(
                                java.util.HexFormat.of().formatHex(key.getEncoded())),
                        certificate.getEncoded(),
                        certificate.getNotAfter().toInstant().toEpochMilli());
            } catch (CertificateEncodingException e) {
                throw new IOException("cannot note the certificate of " + device, e);
            }
            registry.enrolled(device, System.currentTimeMillis());
            return chain;
        }

        @Override
        public TrustAnchors anchors() {
            return authority.anchors();
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.registry;

import io.dunlin.core.DeviceId;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A certificate that was issued to a device.
 *
 * @param device to whom
 * @param state how it stands
 * @param chain the certificate, then its issuers
 * @param endedAt when it was superseded or revoked
 * @param renewalAsked whether the fleet wants the device to replace it
 */
public record CertificateRecord(
        DeviceId device, State state, List<X509Certificate> chain, Optional<Instant> endedAt, boolean renewalAsked) {

    /** How a certificate stands. A device has at most one in state {@link #CONFIRMED}, and none leaves the last two. */
    public enum State {
        /** Given to the device, which has not said yet that it uses it. */
        ISSUED,
        /** In use: the device said so, authenticated by it or over its link. */
        CONFIRMED,
        /** The device uses a newer one. */
        SUPERSEDED,
        /** Taken back by the operator. */
        REVOKED;

        /**
         * Tells whether the device may authenticate itself with it.
         *
         * @return true for the first two
         */
        public boolean isGood() {
            return this == ISSUED || this == CONFIRMED;
        }
    }

    /** Checks and copies the chain. */
    public CertificateRecord {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a certificate of " + device + " without the certificate");
        }
    }

    /**
     * Returns the device's certificate.
     *
     * @return the first of the chain
     */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /**
     * Returns its serial number.
     *
     * @return as {@link Certificates#serial}
     */
    public String serial() {
        return Certificates.serial(certificate());
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.enroll;

import io.dunlin.core.DeviceId;
import java.security.cert.X509Certificate;

/**
 * Tells the server whether a device is still welcome. Asked at every connect and enrolment, since a resumed TLS session
 * does not validate certificates again. Safe for use by several threads.
 */
@FunctionalInterface
public interface DeviceStatus {

    /**
     * Judges a device that authenticated itself.
     *
     * @param device which
     * @param certificate the certificate that it showed
     * @return how it stands
     */
    Standing of(DeviceId device, X509Certificate certificate);

    /** How a device stands. */
    enum Standing {
        /** Welcome. */
        ACTIVE,
        /** Shut out for now. */
        SUSPENDED,
        /** Out of service, or this certificate is revoked. */
        REVOKED,
        /** Not a device of this fleet. */
        UNKNOWN
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.enroll;

import io.dunlin.core.DeviceId;
import java.security.cert.X509Certificate;

/** Is told on the server how devices fared with their new certificates. Safe for use by several threads. */
@FunctionalInterface
public interface RotationConfirmation {

    /**
     * A device reported. The same report may come again.
     *
     * @param device which
     * @param certificate the certificate that it authenticated itself with: the new one if it works
     * @param success whether the new one works
     * @param reason more for people, may be empty
     * @return false if the certificate is not one that the device may use, so that the report counts for nothing
     */
    boolean reported(DeviceId device, X509Certificate certificate, boolean success, String reason);
}

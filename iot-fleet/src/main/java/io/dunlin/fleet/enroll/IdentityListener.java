/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.enroll;

import io.dunlin.core.DeviceId;

/** Who is told of devices' identities. Called on the fleet's loop; returns soon. */
public interface IdentityListener {

    /**
     * A device uses a certificate, durably recorded. Called again whenever the device says so again.
     *
     * @param device which
     * @param serial the certificate's serial number
     * @param generation how the device counts it
     */
    default void identityInUse(DeviceId device, String serial, long generation) {}

    /**
     * A device says that it uses a certificate that it should not: it was never issued to it, or is superseded or revoked.
     *
     * @param device which
     * @param serial the serial number that it named
     */
    default void identityNotRecognized(DeviceId device, String serial) {}

    /**
     * A device gave up a new identity and goes on with the one before. May be told more than once.
     *
     * @param device which
     * @param generation how the device counts the one that it gave up
     * @param reason why, for people; sent by the device
     */
    default void rotationGivenUp(DeviceId device, long generation, String reason) {}
}

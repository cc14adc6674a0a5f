/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.registry;

import io.dunlin.core.DeviceId;
import java.time.Instant;
import java.util.Optional;

/**
 * What the fleet knows of a device.
 *
 * @param id its name
 * @param status what it may do
 * @param profile the kind of device, chosen by the operator: selects schema, rollout cohort and policies
 * @param enrolledAt when it first got a certificate
 * @param lastSeenAt when its last message arrived
 */
public record DeviceRecord(
        DeviceId id, Status status, String profile, Optional<Instant> enrolledAt, Optional<Instant> lastSeenAt) {

    /** What a device may do. */
    public enum Status {
        /** Known, without a certificate yet. */
        REGISTERED,
        /** Has a certificate and may connect. */
        ACTIVE,
        /** May not connect until an operator allows it again. */
        SUSPENDED,
        /** May never connect again under this name's certificates. */
        REVOKED;

        /**
         * Tells whether the device may open connections and renew its certificate.
         *
         * @return true for {@link #ACTIVE} only
         */
        public boolean mayConnect() {
            return this == ACTIVE;
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.rollout;

import io.dunlin.ota.rollout.RolloutStatus;
import java.time.Instant;
import java.util.List;

/**
 * How a rollout stands.
 *
 * @param campaign its name
 * @param createdAt when it was started
 * @param expiresAt from when on no device begins with it
 * @param status the counts
 * @param devices each device, in the order of their names
 */
public record RolloutView(
        String campaign, Instant createdAt, Instant expiresAt, RolloutStatus status, List<DeviceProgress> devices) {

    /** Copies the list. */
    public RolloutView {
        devices = List.copyOf(devices);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.rollout;

import io.dunlin.core.DeviceId;
import io.dunlin.ota.rollout.Rollout;
import io.dunlin.ota.update.UpdateReason;
import io.dunlin.ota.update.UpdateState;
import java.util.Optional;

/**
 * How far a device is with a rollout.
 *
 * @param device which
 * @param progress what it counts as
 * @param reported what it told last, empty if nothing
 * @param bytesSent how many bytes of payload were sent to it, repetitions included
 */
public record DeviceProgress(DeviceId device, Rollout.Progress progress, Optional<Reported> reported, long bytesSent) {

    /**
     * What a device told.
     *
     * @param state how far it is
     * @param reason why, where it ended
     * @param detail more for people. It comes from the device: do not parse it, and escape it for display
     */
    public record Reported(UpdateState state, UpdateReason reason, String detail) {}
}

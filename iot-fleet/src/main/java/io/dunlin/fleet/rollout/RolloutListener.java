/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.rollout;

import io.dunlin.core.DeviceId;
import io.dunlin.ota.rollout.RolloutStatus;
import io.dunlin.ota.update.UpdateEvent;

/** Who is told of updates, on the fleet's loop, once it is durable. */
public interface RolloutListener {

    /**
     * A device told how far it is. May be told more than once.
     *
     * @param device which
     * @param event what it told
     */
    default void updateReported(DeviceId device, UpdateEvent event) {}

    /**
     * Something happened to a rollout.
     *
     * @param campaign its name
     * @param status how it stands now
     */
    default void rolloutChanged(String campaign, RolloutStatus status) {}
}

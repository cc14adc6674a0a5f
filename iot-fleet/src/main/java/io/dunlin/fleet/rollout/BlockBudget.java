/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.rollout;

import io.dunlin.core.DeviceId;
import java.util.HashSet;
import java.util.Set;

/**
 * Bounds what is in memory of payloads on their way to devices: so many bytes in all, and one request of a device at a
 * time. What finds no room is not answered; the device asks again. Used on the loop.
 */
final class BlockBudget {

    private final long maxBytes;
    private final Set<DeviceId> served = new HashSet<>();
    private long bytes;

    BlockBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    boolean take(DeviceId device, int length) {
        if (bytes + length > maxBytes || !served.add(device)) {
            return false;
        }
        bytes += length;
        return true;
    }

    void give(DeviceId device, int length) {
        served.remove(device);
        bytes -= length;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.Storage;
import io.dunlin.core.log.LogOptions;
import io.dunlin.core.log.SyncPolicy;

/**
 * Where a client keeps what has to outlive the process: messages that wait or are in flight, and which QoS 2 messages it
 * has taken. One client uses it, always under the same client id.
 *
 * @param storage a directory that nothing else uses
 * @param quotaBytes how large its files may be together, at least 1 MiB; messages take up to a sixth of that
 */
public record MqttStore(Storage storage, long quotaBytes) {

    private static final int SMALLEST_QUOTA = 1 << 20;
    private static final int SMALLEST_SEGMENT = 64 << 10;
    private static final int LARGEST_SEGMENT = 4 << 20;

    /** Checks the quota. */
    public MqttStore {
        if (quotaBytes < SMALLEST_QUOTA) {
            throw new IllegalArgumentException("quotaBytes must be at least 1 MiB, got " + quotaBytes);
        }
    }

    /** A snapshot may take a quarter, the changes since the last one two, and the last one is there, too. */
    long capacityBytes() {
        return quotaBytes / 6;
    }

    LogOptions options() {
        int segment = (int) Math.max(SMALLEST_SEGMENT, Math.min(LARGEST_SEGMENT, quotaBytes / 16));
        int largest = (int) Math.min(1 << 30, quotaBytes / 4);
        return new LogOptions(segment, quotaBytes, largest, 8192, SyncPolicy.ON_REQUEST, LogOptions.WhenFull.REFUSE);
    }
}

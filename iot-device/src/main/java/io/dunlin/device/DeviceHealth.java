/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import java.util.List;

/**
 * How a device is.
 *
 * @param phase where it is in its life
 * @param linkUp whether the link is up
 * @param telemetry how far telemetry has come
 * @param malformedMessages messages that could not be read, since the start
 * @param problems codes of what is wrong now, such as {@code command-store}; empty when all is well. The heartbeat
 *     carries them too.
 */
public record DeviceHealth(
        Phase phase, boolean linkUp, TelemetryStatus telemetry, long malformedMessages, List<String> problems) {

    /** Where a device is in its life. */
    public enum Phase {
        /** It was not started. */
        NEW,
        /** Its storage is being opened. */
        STARTING,
        /** It works, whether the link is up or not. */
        RUNNING,
        /** It is closed, or its start failed. */
        CLOSED
    }

    /** Takes a copy. */
    public DeviceHealth {
        problems = List.copyOf(problems);
    }
}

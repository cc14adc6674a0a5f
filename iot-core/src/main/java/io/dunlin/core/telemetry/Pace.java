/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/** A token bucket that begins at a given time: so many a second, with a burst. One thread at a time. */
final class Pace {

    private final long intervalNanos;
    private final long burstNanos;
    private long startNanos;
    /** When the bucket would be full again. */
    private long fullNanos;

    Pace(int perSecond, int burst) {
        intervalNanos = 1_000_000_000L / perSecond;
        burstNanos = intervalNanos * (burst - 1L);
    }

    void start(long atNanos) {
        startNanos = atNanos;
        fullNanos = atNanos;
    }

    /** Returns when the next token is there. */
    long nextNanos() {
        return Math.max(startNanos, fullNanos - burstNanos);
    }

    void take(long nowNanos) {
        fullNanos = Math.max(fullNanos, nowNanos) + intervalNanos;
    }
}

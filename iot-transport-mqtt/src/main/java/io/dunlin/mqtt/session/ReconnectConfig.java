/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

/**
 * When to try again.
 *
 * @param baseNanos the upper end of the first pause; doubles with every failure
 * @param maxNanos the longest pause
 * @param stableNanos how long a connection has to last before its end counts as the first failure again
 * @param spreadNanos over how long the devices of a fleet spread when a server that they were connected to goes away
 */
public record ReconnectConfig(long baseNanos, long maxNanos, long stableNanos, long spreadNanos) {

    private static final long SECOND = 1_000_000_000L;

    /** From 1 s to 2 minutes, stable after 30 s, spread over 2 s. */
    public static final ReconnectConfig DEFAULT = new ReconnectConfig(SECOND, 120 * SECOND, 30 * SECOND, 2 * SECOND);

    /** Checks the bounds. */
    public ReconnectConfig {
        if (baseNanos < 1 || maxNanos < baseNanos || stableNanos < 0 || spreadNanos < 0) {
            throw new IllegalArgumentException("want 1 <= base <= max, stable >= 0, spread >= 0; got " + baseNanos
                    + ", " + maxNanos + ", " + stableNanos + ", " + spreadNanos);
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.core.RandomSource;

/**
 * Says how long to wait before the next attempt to connect: a random share of a pause that doubles ("full jitter"), so
 * that the devices of a fleet do not come back together. Only a connection that lasted makes the pause short again: one
 * that is accepted and dropped at once does not, nor does one that is refused. The first attempt after a lasting
 * connection waits also for the device's own place in the spread, which is the same every time. It never gives up. One
 * thread at a time.
 */
public final class Reconnect {

    private final ReconnectConfig config;
    private final RandomSource random;
    private final long placeNanos;
    private int failures;
    private boolean up;
    private long upSince;

    /**
     * Creates the state before the first attempt.
     *
     * @param config the pauses
     * @param random the jitter
     * @param name the client id: decides the place in the spread
     */
    public Reconnect(ReconnectConfig config, RandomSource random, String name) {
        this.config = config;
        this.random = random;
        long hash = (name.hashCode() * 0x9E37_79B9_7F4A_7C15L) >>> 1;
        this.placeNanos = config.spreadNanos() == 0 ? 0 : hash % config.spreadNanos();
    }

    /**
     * The server accepted the connection.
     *
     * @param nowNanos the monotonic time
     */
    public void connected(long nowNanos) {
        up = true;
        upSince = nowNanos;
    }

    /**
     * An attempt failed, or the connection ended.
     *
     * @param nowNanos the monotonic time
     * @return how long to wait, in nanoseconds
     */
    public long failed(long nowNanos) {
        boolean lasted = up && nowNanos - upSince >= config.stableNanos();
        up = false;
        if (lasted) {
            failures = 0;
        }
        long pause = config.baseNanos();
        for (int i = 0; i < failures && pause < config.maxNanos(); i++) {
            pause = pause > config.maxNanos() / 2 ? config.maxNanos() : 2 * pause;
        }
        failures++;
        return random.nextLong(pause) + (lasted ? placeNanos : 0);
    }

    /**
     * Counts the failures since the last connection that lasted.
     *
     * @return how many
     */
    public int failures() {
        return failures;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.RandomSource;

/** When to ask again: later at each time, and not all devices at once. */
final class Retry {

    static final long NEVER = Long.MAX_VALUE;

    private final TwinTiming timing;
    private final RandomSource random;
    private int attempts;
    private boolean waiting;
    private long at;

    Retry(TwinTiming timing, RandomSource random) {
        this.timing = timing;
        this.random = random;
    }

    boolean isWaiting() {
        return waiting;
    }

    boolean isDue(long now) {
        return waiting && now - at >= 0;
    }

    /** Returns the time, or {@link #NEVER}. */
    long deadline() {
        return waiting ? at : NEVER;
    }

    /** A question went out. */
    void asked(long now) {
        long wait = timing.retryMaxNanos();
        if (attempts < 30 && timing.retryNanos() << attempts > 0) {
            wait = Math.min(wait, timing.retryNanos() << attempts);
        }
        attempts++;
        at(now, wait);
    }

    /** The answer came. */
    void answered() {
        attempts = 0;
        waiting = false;
    }

    /** Nothing is missing; look again later. */
    void rest(long now) {
        attempts = 0;
        at(now, timing.syncIntervalNanos());
    }

    void stop() {
        answered();
    }

    private void at(long now, long wait) {
        // Between three quarters of the wait and all of it.
        at = now + wait - random.nextLong(wait / 4 + 1);
        waiting = true;
    }
}

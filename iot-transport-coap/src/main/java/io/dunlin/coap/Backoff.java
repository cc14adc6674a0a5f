/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.core.RandomSource;

/** Waits between attempts that double up to a bound, each drawn at random from its upper half. */
final class Backoff {

    private final long first;
    private final long longest;
    private final RandomSource random;
    private int attempts;

    Backoff(long firstNanos, long longestNanos, RandomSource random) {
        this.first = firstNanos;
        this.longest = longestNanos;
        this.random = random;
    }

    long next() {
        long wait = Math.min(longest, first << Math.min(attempts, 20));
        attempts++;
        return wait / 2 + random.nextLong(wait / 2 + 1);
    }

    void reset() {
        attempts = 0;
    }
}

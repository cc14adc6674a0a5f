/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

/**
 * When a device's half repeats and when it waits. All in nanoseconds.
 *
 * @param retryNanos how long to wait for an answer at first; doubled at each repetition
 * @param retryMaxNanos how long to wait at most
 * @param syncIntervalNanos how often to compare with the fleet though nothing seems to be missing
 * @param windowNanos how long to collect reports before they are stored and sent together
 */
public record TwinTiming(long retryNanos, long retryMaxNanos, long syncIntervalNanos, long windowNanos) {

    private static final long SECOND = 1_000_000_000L;

    /** Waits 2 s, at most 5 min; compares every 15 min; collects for 100 ms. */
    public static final TwinTiming DEFAULT = new TwinTiming(2 * SECOND, 300 * SECOND, 900 * SECOND, SECOND / 10);

    /** Checks the bounds. */
    public TwinTiming {
        if (retryNanos < 1 || retryMaxNanos < retryNanos || syncIntervalNanos < 1 || windowNanos < 0) {
            throw new IllegalArgumentException(
                    "retryNanos " + retryNanos + ", retryMaxNanos " + retryMaxNanos + ", syncIntervalNanos "
                            + syncIntervalNanos + ", windowNanos " + windowNanos + " do not go together");
        }
    }
}

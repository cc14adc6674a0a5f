/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/**
 * How an uplink stores, sends and repeats.
 *
 * @param storing how many batches may wait for the store at once, at least 1; while so many do, rows wait in the batcher
 * @param inFlight how many batches may wait for the fleet's acknowledgement at once, 1 to {@value #MOST_IN_FLIGHT}
 * @param memoryBytes how many bytes of stored batches are kept in memory to be sent, at least 1024; at least one batch is
 *     kept whatever its size
 * @param retryNanos how long to wait for an acknowledgement, or after a failure, before the first repetition, in
 *     nanoseconds, at least 1; doubled for each further one
 * @param maxRetryNanos the longest such wait, in nanoseconds
 * @param backfillPerSecond how many batches of the backlog may be sent in a second, 1 to one million
 * @param backfillJitterNanos the backlog begins at a random time up to so long after the link came up, in nanoseconds, so
 *     that a fleet that reconnects does not flood its broker
 */
public record UplinkPolicy(
        int storing,
        int inFlight,
        int memoryBytes,
        long retryNanos,
        long maxRetryNanos,
        int backfillPerSecond,
        long backfillJitterNanos) {

    /** The fleet remembers so many holes that so many messages at a time never get stuck. */
    public static final int MOST_IN_FLIGHT = 32;

    /** 4 to the store, 8 in flight, 64 KiB, 10 s to 5 min, 20 a second after up to 5 s. */
    public static final UplinkPolicy DEFAULT =
            new UplinkPolicy(4, 8, 64 << 10, 10_000_000_000L, 300_000_000_000L, 20, 5_000_000_000L);

    /** Checks the bounds. */
    public UplinkPolicy {
        if (storing < 1 || inFlight < 1 || inFlight > MOST_IN_FLIGHT || memoryBytes < 1024) {
            throw new IllegalArgumentException(
                    "storing must be at least 1, inFlight 1 to 32 and memoryBytes at least 1024, got " + storing + ", "
                            + inFlight + " and " + memoryBytes);
        }
        if (retryNanos < 1 || maxRetryNanos < retryNanos || maxRetryNanos > Long.MAX_VALUE / 4) {
            throw new IllegalArgumentException("retryNanos must be at least 1 and at most maxRetryNanos, got "
                    + retryNanos + " and " + maxRetryNanos);
        }
        if (backfillPerSecond < 1 || backfillPerSecond > 1_000_000 || backfillJitterNanos < 0) {
            throw new IllegalArgumentException("backfillPerSecond must be 1 to 1000000 and backfillJitterNanos at least"
                    + " 0, got " + backfillPerSecond + " and " + backfillJitterNanos);
        }
    }

    /** The wait before a repetition. */
    long backOff(int attempts) {
        // No shift loses bits: the retry is at most a quarter of a long, doubled only while it is below the most.
        long wait = retryNanos;
        for (int i = 0; i < attempts && wait < maxRetryNanos; i++) {
            wait *= 2;
        }
        return Math.min(wait, maxRetryNanos);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/**
 * When rows become a batch, and what happens when they cannot.
 *
 * @param rows how many rows make a batch due, at least 1
 * @param bufferBytes how much memory rows may take before they are encoded, in bytes; half of it makes a batch due
 * @param messageBytes the largest message of a batch, headers included, at least 256; choose what every link that the
 *     device may use can carry
 * @param ageNanos how old the oldest row may become, in nanoseconds, at least 0; a stream's own bound may be tighter
 * @param overflow what happens to a row that finds the memory full
 */
public record BatchPolicy(int rows, int bufferBytes, int messageBytes, long ageNanos, Overflow overflow) {

    /** 256 rows, 64 KiB, messages of 8 KiB, one minute, new rows in place of old ones. */
    public static final BatchPolicy DEFAULT =
            new BatchPolicy(256, 64 << 10, 8 << 10, 60_000_000_000L, Overflow.REPLACE_OLDEST);

    /** Checks the bounds. */
    public BatchPolicy {
        if (rows < 1 || rows > ColumnLimits.DEFAULT.maxRows()) {
            throw new IllegalArgumentException(
                    "a batch has 1 to " + ColumnLimits.DEFAULT.maxRows() + " rows, got " + rows);
        }
        if (messageBytes < 256 || messageBytes > ColumnLimits.DEFAULT.maxBytes()) {
            throw new IllegalArgumentException(
                    "messageBytes must be 256 to " + ColumnLimits.DEFAULT.maxBytes() + ", got " + messageBytes);
        }
        if (bufferBytes < 1024 || ageNanos < 0) {
            throw new IllegalArgumentException("bufferBytes must be at least 1024 and ageNanos at least 0, got "
                    + bufferBytes + " and " + ageNanos);
        }
    }

    /** What to give up when memory is full because the store does not keep up. */
    public enum Overflow {
        /** The oldest rows in memory. */
        REPLACE_OLDEST,
        /** The new row. */
        REFUSE
    }
}

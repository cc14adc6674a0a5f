/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/**
 * Sequence numbers without a hole.
 *
 * @param from the first, at least 1
 * @param to the last, at least {@code from}
 */
public record SeqRange(long from, long to) {

    /** Checks the bounds. */
    public SeqRange {
        if (from < 1 || to < from || to == Long.MAX_VALUE) {
            throw new IllegalArgumentException("no range of sequence numbers: " + from + " to " + to);
        }
    }

    /**
     * Tells whether a number lies inside.
     *
     * @param seq any number
     * @return whether it does
     */
    public boolean contains(long seq) {
        return from <= seq && seq <= to;
    }
}

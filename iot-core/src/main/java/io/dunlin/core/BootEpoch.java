/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

/**
 * Counts the times a device's store was opened. It is durable before the first message that carries it is sent, so a
 * sequence number inside one epoch never means two things.
 *
 * @param value at least 1 and never decreasing inside one incarnation of the store
 */
public record BootEpoch(long value) implements Comparable<BootEpoch> {

    /** Checks the bound. */
    public BootEpoch {
        if (value < 1) {
            throw new IllegalArgumentException("a boot epoch is at least 1, got " + value);
        }
    }

    /**
     * Returns the epoch of the next boot.
     *
     * @return this epoch plus one
     */
    public BootEpoch next() {
        return new BootEpoch(Math.addExact(value, 1));
    }

    @Override
    public int compareTo(BootEpoch other) {
        return Long.compare(value, other.value);
    }
}

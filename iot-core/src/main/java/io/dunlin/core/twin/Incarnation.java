/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.RandomSource;

/**
 * The 128-bit name of one life of a twin. Versions compare only inside one incarnation: a twin that was deleted and
 * created again, or whose device was swapped or reset, has another.
 *
 * @param high the first eight bytes, big-endian; most messages carry only these
 * @param low the last eight bytes, big-endian
 */
public record Incarnation(long high, long low) {

    static final int BYTES = 16;

    /**
     * Draws a new incarnation.
     *
     * @param random where chance comes from
     * @return one that has not been before, for all practical purposes
     */
    public static Incarnation draw(RandomSource random) {
        return new Incarnation(random.nextLong(), random.nextLong());
    }

    byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[i] = (byte) (high >>> (56 - 8 * i));
            bytes[Long.BYTES + i] = (byte) (low >>> (56 - 8 * i));
        }
        return bytes;
    }

    static Incarnation of(byte[] bytes) {
        return new Incarnation(word(bytes, 0), word(bytes, Long.BYTES));
    }

    static long word(byte[] bytes, int offset) {
        long word = 0;
        for (int i = offset; i < offset + Long.BYTES; i++) {
            word = (word << 8) | (bytes[i] & 0xFF);
        }
        return word;
    }
}

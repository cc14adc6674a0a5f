/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import java.util.Arrays;

/** Writes bits, the least significant first, into an array that grows and is used again. One thread at a time. */
final class BitWriter {

    private byte[] bytes = new byte[256];
    private int length;
    private long pending;
    private int pendingBits;

    void clear() {
        length = 0;
        pending = 0;
        pendingBits = 0;
    }

    /** Returns the number of bits written since {@link #clear}. */
    long bits() {
        return 8L * length + pendingBits;
    }

    /** Writes the lowest {@code count} bits of a value, 0 to 64. */
    void put(long value, int count) {
        if (count > 56) {
            put56(value, 32);
            put56(value >>> 32, count - 32);
        } else {
            put56(value, count);
        }
    }

    /** Writes at most 56 bits: fewer than 8 are pending between calls. */
    private void put56(long value, int count) {
        pending |= (value & ((1L << count) - 1)) << pendingBits;
        pendingBits += count;
        if (length + 8 > bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        while (pendingBits >= 8) {
            bytes[length++] = (byte) pending;
            pending >>>= 8;
            pendingBits -= 8;
        }
    }

    /** Writes an unsigned number: its width in 5 bits (31 is followed by 6 more), then what lies below its first bit. */
    void number(long value) {
        int width = 64 - Long.numberOfLeadingZeros(value);
        if (width < 31) {
            put(width, 5);
        } else {
            put(31, 5);
            put(width - 31, 6);
        }
        if (width > 1) {
            put(value, width - 1);
        }
    }

    /** Writes a signed number in zigzag form. */
    void signed(long value) {
        number(zigzag(value));
    }

    /** Copies whole bytes. */
    void bytes(byte[] from) {
        for (byte b : from) {
            put(b, 8);
        }
    }

    /** Pads the last byte with zeros and returns a copy of all bytes. */
    byte[] finish() {
        if (pendingBits > 0) {
            put(0, 8 - pendingBits);
        }
        return Arrays.copyOf(bytes, length);
    }

    /** Folds signed numbers onto unsigned ones, the small ones first: 0, -1, 1, -2 ... */
    static long zigzag(long value) {
        return (value << 1) ^ (value >> 63);
    }

    /** How many bits {@link #number} takes. */
    static int numberBits(long value) {
        int width = 64 - Long.numberOfLeadingZeros(value);
        return (width < 31 ? 5 : 11) + Math.max(0, width - 1);
    }
}

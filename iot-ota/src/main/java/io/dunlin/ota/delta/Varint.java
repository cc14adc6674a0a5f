/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

/**
 * Unsigned numbers below 2^63 in groups of seven bits, least significant first (LEB128), in their shortest form only;
 * signed ones as 2n for n at least 0 and -2n-1 below.
 */
final class Varint {

    static final int MAX_BYTES = 9;

    private Varint() {}

    /** Writes a number and returns the offset after it. */
    static int put(long value, byte[] into, int offset) {
        if (value < 0) {
            throw new IllegalArgumentException("value must be at least 0, got " + value);
        }
        long rest = value;
        int at = offset;
        for (; rest > 0x7F; rest >>>= 7) {
            into[at++] = (byte) (rest | 0x80);
        }
        into[at++] = (byte) rest;
        return at;
    }

    static long zigZag(long value) {
        return (value << 1) ^ (value >> 63);
    }

    static long unZigZag(long value) {
        return (value >>> 1) ^ -(value & 1);
    }

    /** Gathers one number byte by byte. */
    static final class Reader {
        private final PatchRefused.Reason reason;
        private long value;
        private int bytes;

        Reader(PatchRefused.Reason reason) {
            this.reason = reason;
        }

        /** Takes one byte and returns whether the number is complete. */
        boolean accept(int next) {
            if (bytes == 0) {
                value = 0;
            }
            value |= (long) (next & 0x7F) << (7 * bytes);
            bytes++;
            if ((next & 0x80) != 0) {
                if (bytes == MAX_BYTES) {
                    throw new PatchRefused(reason, "a number has more than 63 bits");
                }
                return false;
            }
            if (next == 0 && bytes > 1) {
                throw new PatchRefused(reason, "a number is not in its shortest form");
            }
            bytes = 0;
            return true;
        }

        long value() {
            return value;
        }
    }
}

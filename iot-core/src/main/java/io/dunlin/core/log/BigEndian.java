/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

/** Integers as bytes, the most significant first. */
final class BigEndian {

    private BigEndian() {}

    static void putInt(byte[] into, int at, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            into[at + i] = (byte) (value >>> (24 - 8 * i));
        }
    }

    static void putLong(byte[] into, int at, long value) {
        putInt(into, at, (int) (value >>> 32));
        putInt(into, at + 4, (int) value);
    }

    static int getInt(byte[] from, int at) {
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value = (value << 8) | (from[at + i] & 0xFF);
        }
        return value;
    }

    static long getLong(byte[] from, int at) {
        return ((long) getInt(from, at) << 32) | (getInt(from, at + 4) & 0xFFFF_FFFFL);
    }
}

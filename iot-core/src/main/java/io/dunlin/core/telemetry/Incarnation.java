/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/**
 * Names one life of a device's store: 128 random bits, drawn when the store is created. A device whose storage was lost
 * or replaced counts its batches from the start again, under another incarnation.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record Incarnation(long high, long low) {

    /** The length on the wire. */
    static final int BYTES = 16;

    /**
     * Returns the number as bytes.
     *
     * @return 16 bytes, the most significant first
     */
    public byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (high >>> (56 - 8 * i));
            bytes[8 + i] = (byte) (low >>> (56 - 8 * i));
        }
        return bytes;
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @param bytes 16 of them
     * @return the incarnation
     */
    public static Incarnation of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("an incarnation has " + BYTES + " bytes, got " + bytes.length);
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = (high << 8) | (bytes[i] & 0xFF);
            low = (low << 8) | (bytes[8 + i] & 0xFF);
        }
        return new Incarnation(high, low);
    }

    @Override
    public String toString() {
        return hex(high) + hex(low);
    }

    private static String hex(long value) {
        String digits = Long.toHexString(value);
        return "0".repeat(16 - digits.length()) + digits;
    }
}

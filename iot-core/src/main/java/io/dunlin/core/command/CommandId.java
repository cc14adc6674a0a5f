/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.command;

/**
 * The 128-bit name of one command. A device runs an id at most once and answers its repetitions with the stored
 * receipt, so an id is never used for a second command. Draw both halves from a secure random source.
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight bytes, big-endian
 */
public record CommandId(long high, long low) implements Comparable<CommandId> {

    /** The length of the binary form. */
    public static final int BYTES = 16;

    private static final String DIGITS = "0123456789abcdef";

    /**
     * Reads the binary form.
     *
     * @param bytes {@value #BYTES} bytes
     * @return the id
     * @throws IllegalArgumentException if the length is another
     */
    public static CommandId of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a command id has " + BYTES + " bytes, got " + bytes.length);
        }
        return new CommandId(word(bytes, 0), word(bytes, Long.BYTES));
    }

    /**
     * Reads the form of {@link #toString}.
     *
     * @param hex 32 hexadecimal digits, of either case
     * @return the id
     * @throws IllegalArgumentException if the text is anything else
     */
    public static CommandId parse(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("a command id has 32 hexadecimal digits, got \"" + hex + "\"");
        }
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < hex.length(); i++) {
            // Not Character.digit: it takes the digits of every script.
            char c = hex.charAt(i);
            int digit = DIGITS.indexOf(c >= 'A' && c <= 'F' ? (char) (c + ('a' - 'A')) : c);
            if (digit < 0) {
                throw new IllegalArgumentException("a command id has 32 hexadecimal digits, got \"" + hex + "\"");
            }
            bytes[i / 2] |= (byte) ((i & 1) == 0 ? digit << 4 : digit);
        }
        return of(bytes);
    }

    /**
     * Returns the binary form.
     *
     * @return {@value #BYTES} bytes
     */
    public byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[i] = (byte) (high >>> (56 - 8 * i));
            bytes[Long.BYTES + i] = (byte) (low >>> (56 - 8 * i));
        }
        return bytes;
    }

    @Override
    public int compareTo(CommandId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Returns 32 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(2 * BYTES);
        for (byte b : toBytes()) {
            text.append(DIGITS.charAt((b >> 4) & 0xF)).append(DIGITS.charAt(b & 0xF));
        }
        return text.toString();
    }

    private static long word(byte[] bytes, int offset) {
        long word = 0;
        for (int i = offset; i < offset + Long.BYTES; i++) {
            word = (word << 8) | (bytes[i] & 0xFF);
        }
        return word;
    }
}

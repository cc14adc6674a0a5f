/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

import org.jspecify.annotations.Nullable;

/**
 * The value of a Block1 or Block2 option (RFC 7959 section 2.2).
 *
 * @param number which block of this size, 0 to 1 048 575
 * @param more whether blocks follow
 * @param sizeExponent 0 to 6, for blocks of 16 to 1024 bytes
 */
public record Block(int number, boolean more, int sizeExponent) {

    /** The largest block number. */
    public static final int MAX_NUMBER = (1 << 20) - 1;

    /** Checks the bounds. */
    public Block {
        if (number < 0 || number > MAX_NUMBER || sizeExponent < 0 || sizeExponent > 6) {
            throw new IllegalArgumentException("no block has number " + number + " and size exponent " + sizeExponent);
        }
    }

    /**
     * Reads the option from a message.
     *
     * @param options the message's options
     * @param option {@link Option#BLOCK1} or {@link Option#BLOCK2}
     * @return the block, or null if the option is absent or holds the reserved size exponent 7, which is an error of the
     *     peer that {@link #isReserved} tells apart
     */
    public static @Nullable Block of(Options options, Option option) {
        long value = options.uint(option, -1);
        return value < 0 || (value & 7) == 7 ? null : new Block((int) (value >> 4), (value & 8) != 0, (int) value & 7);
    }

    /**
     * Tells whether a block option holds the reserved size exponent (RFC 7959 section 2.2: answer 4.00).
     *
     * @param options the message's options
     * @param option {@link Option#BLOCK1} or {@link Option#BLOCK2}
     * @return whether its size exponent is 7
     */
    public static boolean isReserved(Options options, Option option) {
        return (options.uint(option, 0) & 7) == 7;
    }

    /**
     * Returns the largest size exponent whose block is not longer than some bytes.
     *
     * @param bytes at least 16
     * @return 0 to 6
     */
    public static int sizeExponentFor(int bytes) {
        if (bytes < 16) {
            throw new IllegalArgumentException("a block is at least 16 bytes, got " + bytes);
        }
        return Math.min(6, 27 - Integer.numberOfLeadingZeros(bytes));
    }

    /**
     * Returns the size of the block, full unless it is the last.
     *
     * @return 16 to 1024 bytes
     */
    public int size() {
        return 16 << sizeExponent;
    }

    /**
     * Returns where the block starts in the body.
     *
     * @return bytes
     */
    public int offset() {
        return number << (sizeExponent + 4);
    }

    /**
     * Returns the option's value.
     *
     * @return an unsigned number of at most 24 bits
     */
    public int value() {
        return number << 4 | (more ? 8 : 0) | sizeExponent;
    }
}

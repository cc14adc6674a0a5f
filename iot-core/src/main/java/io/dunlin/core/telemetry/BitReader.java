/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import io.dunlin.core.DecodeException;

/** Reads what {@link BitWriter} wrote and refuses to read beyond the end. One thread at a time. */
final class BitReader {

    private byte[] bytes = new byte[0];
    private int start;
    private int next;
    private int end;
    private long window;
    private int available;

    void open(byte[] from, int offset, int length) {
        bytes = from;
        start = offset;
        next = offset;
        end = offset + length;
        window = 0;
        available = 0;
    }

    /** Returns the byte that is being read, from the start of the message. */
    int position() {
        return Math.max(0, next - start - (available >> 3));
    }

    DecodeException damaged(String what) {
        return new DecodeException(what, position());
    }

    private void fill() {
        while (available <= 56 && next < end) {
            window |= (bytes[next++] & 0xFFL) << available;
            available += 8;
        }
    }

    /** Reads 0 to 64 bits. */
    long get(int count) {
        if (count > 56) {
            long low = get56(32);
            return low | (get56(count - 32) << 32);
        }
        return get56(count);
    }

    private long get56(int count) {
        if (available < count) {
            fill();
            if (available < count) {
                throw damaged("the columns end too early");
            }
        }
        long value = window & ((1L << count) - 1);
        window >>>= count;
        available -= count;
        return value;
    }

    boolean flag() {
        return get56(1) != 0;
    }

    /** Reads ones up to the first zero, at most {@code most}, after which no zero follows. */
    int ones(int most) {
        if (available <= most) {
            fill();
        }
        int count = Math.min(most, Long.numberOfTrailingZeros(~window));
        get56(count < most ? count + 1 : most);
        return count;
    }

    /** Reads an unsigned number. */
    long number() {
        int width = (int) get56(5);
        if (width == 31) {
            width += (int) get56(6);
            if (width > 64) {
                throw damaged("a number of " + width + " bits");
            }
        }
        return width <= 1 ? width : get(width - 1) | (1L << (width - 1));
    }

    /** Reads a number that may not be above a bound. */
    int number(String what, int most) {
        long value = number();
        if (value < 0 || value > most) {
            throw damaged(what + " of " + Long.toUnsignedString(value) + ", at most " + most + " are possible");
        }
        return (int) value;
    }

    long signed() {
        return unzigzag(number());
    }

    void bytes(byte[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = (byte) get56(8);
        }
    }

    /** How many whole bytes are left: nothing longer may be announced. */
    int remaining() {
        return end - next + (available >> 3);
    }

    /** Checks that only the padding of the last byte is left. */
    void finish() {
        fill();
        if (next != end || available >= 8 || window != 0) {
            throw damaged("bytes after the last column");
        }
    }

    static long unzigzag(long value) {
        return (value >>> 1) ^ -(value & 1);
    }
}

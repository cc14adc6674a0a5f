/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

import io.dunlin.core.Utf8;
import java.util.Arrays;

/**
 * Writes one item of deterministic CBOR (RFC 8949 section 4.2.1) into a growing buffer. Integers, lengths and floats
 * take their shortest form by themselves; that map keys come in bytewise order of their encoding, without duplicates,
 * and that containers are complete is the caller's part, and the writer checks it. One thread at a time.
 *
 * <p>Misuse, and growth beyond the declared maximum, is an {@link IllegalStateException}; the writer is usable again
 * after {@link #reset}.
 */
public final class CborWriter {

    /** The maximum of {@link #CborWriter()}, in bytes: 1 MiB. */
    public static final int DEFAULT_MAX_BYTES = 1 << 20;

    private final int maxBytes;
    private final Nesting nesting = new Nesting();
    private byte[] buffer;
    private int size;

    /** Creates a writer of at most {@link #DEFAULT_MAX_BYTES}. */
    public CborWriter() {
        this(DEFAULT_MAX_BYTES);
    }

    private CborWriter(int maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be at least 1, got " + maxBytes);
        }
        this.maxBytes = maxBytes;
        this.buffer = new byte[Math.min(maxBytes, 64)];
    }

    /**
     * Creates a writer.
     *
     * @param maxBytes how large the item may become
     * @return the writer
     */
    public static CborWriter withLimit(int maxBytes) {
        return new CborWriter(maxBytes);
    }

    /**
     * Starts an array.
     *
     * @param count how many items follow
     * @return this
     */
    public CborWriter array(int count) {
        open(Major.ARRAY, count, Integer.MAX_VALUE);
        nesting.openArray(count);
        return count == 0 ? endContainer() : this;
    }

    /**
     * Starts a map.
     *
     * @param pairs how many keys, each with its value, follow
     * @return this
     */
    public CborWriter map(int pairs) {
        open(Major.MAP, pairs, Integer.MAX_VALUE / 2);
        nesting.openMap(pairs);
        return pairs == 0 ? endContainer() : this;
    }

    /**
     * Starts a tagged item.
     *
     * @param tag the tag's number, at least 0
     * @return this
     */
    public CborWriter tag(long tag) {
        open(Major.TAG, tag, Long.MAX_VALUE);
        nesting.openArray(1);
        return this;
    }

    /**
     * Writes an integer.
     *
     * @param value any long
     * @return this
     */
    public CborWriter integer(long value) {
        begin();
        if (value >= 0) {
            head(Major.UNSIGNED, value);
        } else {
            head(Major.NEGATIVE, ~value);
        }
        return end();
    }

    /**
     * Writes a text string.
     *
     * @param text any text without unpaired surrogates
     * @return this
     * @throws IllegalArgumentException if a surrogate is unpaired
     */
    public CborWriter text(String text) {
        int length = Utf8.length(text);
        begin();
        head(Major.TEXT, length);
        need(length);
        size = Utf8.encode(text, buffer, size);
        return end();
    }

    /**
     * Writes a byte string.
     *
     * @param bytes all of its bytes
     * @return this
     */
    public CborWriter bytes(byte[] bytes) {
        return bytes(bytes, 0, bytes.length);
    }

    /**
     * Writes a byte string.
     *
     * @param bytes where its bytes are
     * @param offset the first
     * @param length how many
     * @return this
     */
    public CborWriter bytes(byte[] bytes, int offset, int length) {
        begin();
        head(Major.BYTES, length);
        copy(bytes, offset, length);
        return end();
    }

    /**
     * Writes true or false.
     *
     * @param value which
     * @return this
     */
    public CborWriter bool(boolean value) {
        begin();
        head(Major.SIMPLE, value ? Major.TRUE : Major.FALSE);
        return end();
    }

    /**
     * Writes null.
     *
     * @return this
     */
    public CborWriter nil() {
        begin();
        head(Major.SIMPLE, Major.NULL);
        return end();
    }

    /**
     * Writes a float in the shortest of half, single and double that keeps every bit of it, a NaN's payload included.
     *
     * @param value any double
     * @return this
     */
    public CborWriter float64(double value) {
        long bits = Double.doubleToRawLongBits(value);
        long half = Floats.toHalf(bits);
        long single = Floats.toSingle(bits);
        begin();
        if (half != Floats.NOT_EXACT) {
            put(Major.SIMPLE << 5 | Major.TWO_BYTES, half, 2);
        } else if (single != Floats.NOT_EXACT) {
            put(Major.SIMPLE << 5 | Major.FOUR_BYTES, single, 4);
        } else {
            put(Major.SIMPLE << 5 | Major.EIGHT_BYTES, bits, 8);
        }
        return end();
    }

    /**
     * Embeds one encoded item as it is. That it is one whole deterministic item is the caller's promise: it comes from
     * {@link #toByteArray} or {@link CborReader#raw}.
     *
     * @param item the encoded item
     * @return this
     */
    public CborWriter raw(byte[] item) {
        if (item.length == 0) {
            throw new IllegalArgumentException("an item has at least one byte");
        }
        begin();
        copy(item, 0, item.length);
        return end();
    }

    /**
     * Returns how much was written so far.
     *
     * @return bytes
     */
    public int size() {
        return size;
    }

    /**
     * Returns the item.
     *
     * @return a copy
     * @throws IllegalStateException if it is not complete
     */
    public byte[] toByteArray() {
        if (!nesting.isComplete()) {
            throw new IllegalStateException("the item is not complete: " + nesting.depth() + " containers are open");
        }
        return Arrays.copyOf(buffer, size);
    }

    /**
     * Starts anew with the same buffer.
     *
     * @return this
     */
    public CborWriter reset() {
        size = 0;
        nesting.clear();
        return this;
    }

    private void open(int major, long count, long max) {
        if (count < 0 || count > max) {
            throw new IllegalArgumentException("a count is 0 to " + max + ", got " + count);
        }
        begin();
        head(major, count);
    }

    private void begin() {
        if (nesting.isComplete()) {
            throw new IllegalStateException("the item is complete after " + size + " bytes");
        }
        nesting.begin(size);
    }

    private CborWriter end() {
        int misplaced = nesting.end(buffer, size);
        if (misplaced >= 0) {
            throw new IllegalStateException(
                    "the map key at byte " + misplaced + " does not follow the key before it in bytewise order");
        }
        return this;
    }

    /** Ends a container that is empty: the parent of its frame ends an item. */
    private CborWriter endContainer() {
        nesting.closeEmpty();
        return end();
    }

    private void head(int major, long value) {
        int type = major << 5;
        if (value >>> 32 != 0) {
            put(type | Major.EIGHT_BYTES, value, 8);
        } else if (value > 0xFFFF) {
            put(type | Major.FOUR_BYTES, value, 4);
        } else if (value > 0xFF) {
            put(type | Major.TWO_BYTES, value, 2);
        } else if (value >= Major.ONE_BYTE) {
            put(type | Major.ONE_BYTE, value, 1);
        } else {
            put(type | (int) value, 0, 0);
        }
    }

    private void put(int initialByte, long value, int bytes) {
        need(1 + bytes);
        buffer[size++] = (byte) initialByte;
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
    }

    private void copy(byte[] from, int offset, int length) {
        need(length);
        System.arraycopy(from, offset, buffer, size, length);
        size += length;
    }

    private void need(int bytes) {
        if (bytes > maxBytes - size) {
            throw new IllegalStateException(
                    "the item may have " + maxBytes + " bytes, has " + size + " and needs " + bytes + " more");
        }
        if (size + bytes > buffer.length) {
            int doubled = (int) Math.min(2L * buffer.length, maxBytes);
            buffer = Arrays.copyOf(buffer, Math.max(doubled, size + bytes));
        }
    }
}

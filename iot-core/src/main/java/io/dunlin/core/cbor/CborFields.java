/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

/**
 * Walks a map whose keys are small integers, the form of most messages, so that a decoder is one loop with a switch:
 *
 * <pre>{@code
 * CborFields fields = CborFields.of(reader);
 * while (fields.next()) {
 *     switch (fields.key()) {
 *         case 1 -> name = reader.text();
 *         case 2 -> count = reader.integer(0, 100);
 *         default -> throw fields.unknown(); // or reader.skip(), to be open to newer senders
 *     }
 * }
 * fields.require(1, 2);
 * }</pre>
 *
 * <p>The reader has checked order and uniqueness of the keys. One thread at a time.
 */
public final class CborFields {

    private final CborReader reader;
    private final int depth;
    private int left;
    private int key;
    private long seen;

    private CborFields(CborReader reader, int left) {
        this.reader = reader;
        this.left = left;
        // An empty map is over already.
        this.depth = left == 0 ? Integer.MAX_VALUE : reader.depth();
    }

    /**
     * Reads the head of a map.
     *
     * @param reader where the map comes next
     * @return its fields
     */
    public static CborFields of(CborReader reader) {
        return new CborFields(reader, reader.map());
    }

    /**
     * Reads the next key.
     *
     * @return whether there was one; its value comes next in the reader
     * @throws CborException if the value before was not read to its end, or the key is not an integer
     */
    public boolean next() {
        if (left == 0 ? reader.depth() >= depth : !reader.isAtKey(depth)) {
            throw reader.unexpected("the value of key " + key + " holds more than was expected");
        }
        if (left == 0) {
            return false;
        }
        left--;
        key = (int) reader.integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (key >= 0 && key < Long.SIZE) {
            seen |= 1L << key;
        }
        return true;
    }

    /**
     * Returns the key that {@link #next} read.
     *
     * @return the key
     */
    public int key() {
        return key;
    }

    /**
     * Tells whether a key has come.
     *
     * @param wanted 0 to 63
     * @return whether it has
     */
    public boolean has(int wanted) {
        if (wanted < 0 || wanted >= Long.SIZE) {
            throw new IllegalArgumentException("only keys from 0 to 63 are remembered, got " + wanted);
        }
        return (seen >>> wanted & 1) != 0;
    }

    /**
     * Checks that all of some keys have come.
     *
     * @param keys each 0 to 63
     * @throws CborException of kind {@code UNEXPECTED} if one has not
     */
    public void require(int... keys) {
        for (int wanted : keys) {
            if (!has(wanted)) {
                throw reader.unexpected("key " + wanted + " is missing");
            }
        }
    }

    /**
     * Makes the exception for a key that the message may not have.
     *
     * @return to be thrown
     */
    public CborException unknown() {
        return reader.unexpected("key " + key + " is unknown");
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import java.util.Arrays;

/**
 * Writes a column of byte strings: for each the place in a dictionary of those before, or one past its end for a new
 * one; then the new ones with their lengths. One thread at a time.
 */
final class Blobs {

    /** An older entry is written again rather than searched for: the time for a column stays linear. */
    private static final int SEARCHED = 64;

    private final Integers integers;
    private long[] places = new long[16];
    private byte[][] dictionary = new byte[16][];

    Blobs(Integers integers) {
        this.integers = integers;
    }

    void write(BitWriter out, byte[][] values, int count) {
        places = Columns.grow(places, count);
        dictionary = Columns.grow(dictionary, count);
        int size = 0;
        for (int i = 0; i < count; i++) {
            int place = find(values[i], size);
            places[i] = place;
            if (place == size) {
                dictionary[size++] = values[i];
            }
        }
        integers.write(out, places, count);
        for (int i = 0; i < size; i++) {
            out.number(dictionary[i].length);
            out.bytes(dictionary[i]);
        }
        Arrays.fill(dictionary, 0, size, null);
    }

    private int find(byte[] value, int size) {
        for (int i = size - 1; i >= Math.max(0, size - SEARCHED); i--) {
            if (Arrays.equals(dictionary[i], value)) {
                return i;
            }
        }
        return size;
    }

    void read(BitReader in, byte[][] values, int count) {
        places = Columns.grow(places, count);
        dictionary = Columns.grow(dictionary, count);
        integers.read(in, places, count);
        int size = 0;
        for (int i = 0; i < count; i++) {
            if (places[i] < 0 || places[i] > size) {
                throw in.damaged("entry " + places[i] + " of a dictionary of " + size);
            }
            size = places[i] == size ? size + 1 : size;
        }
        for (int i = 0; i < size; i++) {
            dictionary[i] = new byte[in.number("a byte string", in.remaining())];
            in.bytes(dictionary[i]);
        }
        for (int i = 0; i < count; i++) {
            values[i] = dictionary[(int) places[i]];
        }
        Arrays.fill(dictionary, 0, size, null);
    }
}

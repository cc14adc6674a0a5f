/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

import java.io.IOException;

/** Remembers how far the targets of references moved, in a table that forgets what is overwritten. One thread at a time. */
final class LearnedShifts {

    /** The memory of one entry. */
    static final int ENTRY_BYTES = 8;

    private final int[] keys;
    private final int[] shifts;
    private final int shift;
    private int slot;

    LearnedShifts(int tableBits) {
        this.keys = new int[1 << tableBits];
        this.shifts = new int[1 << tableBits];
        this.shift = 32 - tableBits;
    }

    /** Tells whether a target, or region of targets, of a space is known; then {@link #found} is how far it moved. */
    boolean knows(int space, int target) {
        int key = find(space, target);
        return keys[slot] == key;
    }

    int found() {
        return shifts[slot];
    }

    void learn(int space, int target, int by) {
        int key = find(space, target);
        keys[slot] = key;
        shifts[slot] = by;
    }

    /** Finds the slot and returns what stands there if it is taken by this target; never 0. */
    private int find(int space, int target) {
        int mixed = (target ^ (space * 0x632BE5AB)) * 0x9E3779B1;
        mixed ^= mixed >>> 16;
        int hash = mixed * 0x85EBCA6B;
        slot = hash >>> shift;
        return (hash ^ space) | 1;
    }

    void state(StateCursor cursor) throws IOException {
        for (int i = 0; i < keys.length; i++) {
            keys[i] = cursor.exchange(keys[i]);
            shifts[i] = cursor.exchange(shifts[i]);
        }
    }
}

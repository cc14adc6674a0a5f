/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

import java.io.IOException;

/**
 * The pages that ADRP put into registers, and the instructions after it that add the low part: ADD (immediate), and LDR
 * and STR (unsigned offset) of general registers. One thread at a time.
 */
final class PageReferences {

    /** The kind of an instruction that adds the low part. */
    static final int LOW = InstructionSet.KINDS - 1;

    private static final int REGISTERS = 32;
    private static final int REACH_BYTES = 64;

    /** The memory of all registers. */
    static final int BYTES = 3 * 4 * REGISTERS;

    private final int[] places = new int[REGISTERS];
    private final int[] oldPages = new int[REGISTERS];
    private final int[] newPages = new int[REGISTERS];
    private int found;

    PageReferences() {
        java.util.Arrays.fill(places, -REACH_BYTES);
    }

    void add(int adrp, int place, int oldPage, int newPage) {
        int register = adrp & 31;
        places[register] = place;
        oldPages[register] = oldPage;
        newPages[register] = newPage;
    }

    /** Tells whether an instruction adds the low part to a page that was put into a register just before. */
    boolean find(int word, int place) {
        if (!isLow(word)) {
            return false;
        }
        found = (word >>> 5) & 31;
        int distance = place - places[found];
        return distance > 0 && distance < REACH_BYTES;
    }

    int oldPage() {
        return oldPages[found];
    }

    int newPage() {
        return newPages[found];
    }

    private static boolean isLow(int word) {
        return (word & 0xFFC00000) == 0x91000000 || (word & 0x3F000000) == 0x39000000;
    }

    /** Returns the base 2 logarithm of the unit of the low part. */
    static int scale(int word) {
        return (word & 0x3F000000) == 0x39000000 ? word >>> 30 : 0;
    }

    static int lowBytes(int word) {
        return ((word >>> 10) & 0xFFF) << scale(word);
    }

    /** Returns the low part if the next instruction adds it to the register of this ADRP, else 0. */
    static int lowPart(int adrp, int next) {
        return isLow(next) && ((next >>> 5) & 31) == (adrp & 31) ? lowBytes(next) : 0;
    }

    static int toPlain(int word) {
        return (word & 0xFFC00000) | (word & 0x3FF) << 12 | ((word >>> 10) & 0xFFF);
    }

    static int fromPlain(int plain) {
        return (plain & 0xFFC00000) | ((plain >>> 12) & 0x3FF) | (plain & 0xFFF) << 10;
    }

    void state(StateCursor cursor) throws IOException {
        for (int i = 0; i < REGISTERS; i++) {
            places[i] = cursor.exchange(places[i]);
            oldPages[i] = cursor.exchange(oldPages[i]);
            newPages[i] = cursor.exchange(newPages[i]);
        }
    }
}

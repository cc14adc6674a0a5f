/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

import java.io.IOException;
import java.util.Arrays;

/**
 * Where a reference may have moved, by different ways of knowing, each with its record of having been right. One thread
 * at a time.
 */
final class Candidates {

    /** It still states the same value. */
    static final int UNCHANGED = 0;
    /** It moved as the place that refers to it. */
    static final int ALONG = 1;
    /** It moved as when it was last referred to. */
    static final int LEARNED = 2;
    /** It moved as the last target near it. */
    static final int NEAR = 3;
    /** It moved as the covers say. */
    static final int MAPPED = 4;

    private static final int WAYS = 5;
    private static final int RATE = 4;
    private static final int REGION_BITS = 7;

    /** Before anything is known: learned shifts, then covers, then no change. */
    private static final int[] FIRST = {32_768, 33_000, 34_000, 32_900, 32_950};

    private final LearnedShifts learned;
    private final ShiftMap map;
    private final int[] trust;
    private final int[] shift = new int[WAYS];
    private int known;
    private int first;

    Candidates(int kinds, LearnedShifts learned, ShiftMap map) {
        this.learned = learned;
        this.map = map;
        this.trust = new int[kinds * WAYS];
        for (int i = 0; i < trust.length; i++) {
            trust[i] = FIRST[i % WAYS];
        }
    }

    /** Returns the memory of the given kinds' records. */
    static int bytes(int kinds) {
        return 4 * (kinds + 1) * WAYS;
    }

    /** Begins with a kind of reference, and the shift that would leave its value unchanged. */
    void begin(int kind, int unchanged) {
        first = kind * WAYS;
        known = 1;
        shift[UNCHANGED] = unchanged;
    }

    void add(int way, int by) {
        known |= 1 << way;
        shift[way] = by;
    }

    /** Adds what was learned about a target of a space. */
    void addLearned(int space, int target) {
        if (learned.knows(space, target >> 1)) {
            add(LEARNED, learned.found());
        }
        if (learned.knows(space + 1, target >> REGION_BITS)) {
            add(NEAR, learned.found());
        }
    }

    void addMapped(int target) {
        add(MAPPED, map.shift(target));
    }

    boolean knowsNothing() {
        return known == 1;
    }

    /** Returns the way with the best record, the first of equal ones. */
    int best() {
        int best = UNCHANGED;
        for (int i = 1; i < WAYS; i++) {
            if ((known & (1 << i)) != 0 && trust[first + i] > trust[first + best]) {
                best = i;
            }
        }
        return best;
    }

    int shift(int way) {
        return shift[way];
    }

    int trust(int way) {
        return trust[first + way];
    }

    /** Takes the truth into the records; shifts are the same if they agree in the bits of the mask. */
    void settle(int actual, int offset, int mask) {
        for (int i = 0; i < WAYS; i++) {
            if ((known & (1 << i)) != 0) {
                boolean right = (((shift[i] + offset) ^ (actual + offset)) & mask) == 0;
                trust[first + i] += right ? (65_535 - trust[first + i]) >> RATE : -(trust[first + i] >> RATE);
            }
        }
    }

    void learn(int space, int target, int by) {
        learned.learn(space, target >> 1, by);
        learned.learn(space + 1, target >> REGION_BITS, by);
    }

    void state(StateCursor cursor) throws IOException {
        for (int i = 0; i < trust.length; i++) {
            trust[i] = cursor.exchange(trust[i]);
        }
    }

    @Override
    public String toString() {
        return "Candidates" + Arrays.toString(trust);
    }
}

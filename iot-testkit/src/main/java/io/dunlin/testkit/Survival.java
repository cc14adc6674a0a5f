/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

/**
 * What a power cut leaves of the things that were not forced. A quarter of all cuts lose everything, a quarter lose
 * nothing (all had just reached the medium), the others treat each file and directory in its own way.
 */
final class Survival {

    private static final int LOSE = 0;
    private static final int KEEP = 1;
    private static final int MOODS = 4;

    private final SeededRandom random;
    private final long mood;

    Survival(SeededRandom random) {
        this.random = random;
        this.mood = random.nextLong(MOODS);
    }

    /** Returns the probability with which each page or name change of the next file or directory is kept. */
    double nextShare() {
        long own = mood == LOSE || mood == KEEP ? mood : random.nextLong(MOODS);
        return own == LOSE ? 0 : own == KEEP ? 1 : 0.5;
    }

    SeededRandom random() {
        return random;
    }
}

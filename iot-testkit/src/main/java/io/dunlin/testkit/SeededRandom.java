/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import io.dunlin.core.RandomSource;

/**
 * Chance that repeats itself: the same seed gives the same numbers on every machine (SplitMix64). For tests only, it is
 * not secure. Used by one thread.
 */
public final class SeededRandom implements RandomSource {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1.0p-53;

    private final long seed;
    private long state;

    /**
     * Starts a sequence.
     *
     * @param seed any number
     */
    public SeededRandom(long seed) {
        this.seed = seed;
        this.state = seed;
    }

    /**
     * Starts an independent sequence that depends on this one's seed and on a name, not on what was drawn so far. A part
     * with a sequence of its own is not disturbed when another part draws more or fewer numbers.
     *
     * @param name what the sequence is for
     * @return the new sequence
     */
    public SeededRandom fork(String name) {
        long derived = mix(seed);
        for (int i = 0; i < name.length(); i++) {
            derived = mix(derived + GOLDEN_GAMMA + name.charAt(i));
        }
        return new SeededRandom(derived);
    }

    @Override
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /**
     * Returns a number of a closed range.
     *
     * @param low the smallest number
     * @param high the largest number, not less than {@code low}
     * @return any of them, all equally likely
     */
    public long between(long low, long high) {
        if (high < low) {
            throw new IllegalArgumentException("the range " + low + " to " + high + " is empty");
        }
        return low + nextLong(high - low + 1);
    }

    /**
     * Tosses a coin.
     *
     * @param probability of true: 0 is never, 1 is always; both draw a number like any other value
     * @return the side
     */
    public boolean chance(double probability) {
        return (nextLong() >>> 11) * UNIT < probability;
    }

    /** Scrambles 64 bits one to one; also used to hash. */
    static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}

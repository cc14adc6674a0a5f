/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

/**
 * Probabilities as logarithms of odds, in 256ths of a bit, and back. Integer arithmetic on tables only, so that every
 * machine reckons alike.
 */
final class Logistic {

    /** The largest magnitude of logarithmic odds. */
    static final int LIMIT = 13 << 8;

    /** 256 log2(1 + i/64), rounded. */
    private static final short[] LOG = {
        0, 6, 11, 17, 22, 28, 33, 38, 44, 49, 54, 59, 63, 68, 73, 78, 82, 87, 92, 96, 100, 105, 109, 113, 118, 122, 126,
        130, 134, 138, 142, 146, 150, 154, 157, 161, 165, 169, 172, 176, 179, 183, 186, 190, 193, 197, 200, 203, 207,
        210, 213, 216, 220, 223, 226, 229, 232, 235, 238, 241, 244, 247, 250, 253
    };

    /** 65 536 (2^(i/64) - 1), rounded. */
    private static final char[] POWER = {
        0, 714, 1435, 2164, 2902, 3647, 4400, 5162, 5932, 6710, 7496, 8292, 9096, 9908, 10730, 11560, 12400, 13249,
        14106, 14974, 15850, 16737, 17633, 18538, 19454, 20379, 21315, 22260, 23216, 24183, 25160, 26148, 27146, 28155,
        29175, 30207, 31249, 32303, 33369, 34446, 35534, 36635, 37747, 38872, 40009, 41158, 42320, 43495, 44682, 45882,
        47095, 48322, 49562, 50815, 52082, 53363, 54658, 55966, 57289, 58627, 59979, 61346, 62727, 64124
    };

    private Logistic() {}

    /** Returns the logarithmic odds of a probability in 65 536ths, 1 to 65 535. */
    static int stretch(int probability) {
        return log(probability) - log(65536 - probability);
    }

    private static int log(int value) {
        int whole = 31 - Integer.numberOfLeadingZeros(value);
        return (whole << 8) + LOG[((value << 6) >>> whole) & 63];
    }

    /** Returns the probability, in 65 536ths, of logarithmic odds within the limit; 8 to 65 528. */
    static int squash(int odds) {
        int magnitude = Math.abs(odds);
        long power = (65536L + POWER[(magnitude & 255) >>> 2]) << (magnitude >>> 8);
        int less = (int) ((1L << 32) / (power + 65536L));
        return odds < 0 ? less : 65536 - less;
    }
}

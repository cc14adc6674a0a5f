/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/**
 * Doubles as decimals: {@code value = mantissa / 10^places}, rounded once, as the literal in a program is. After ALP
 * (Afroozeh, Kuffo and Boncz, SIGMOD 2024), with one correctly rounded division in place of two multiplications. What
 * arithmetic left a few representable doubles beside a decimal counts as that decimal and a small offset.
 */
final class Decimals {

    static final int MOST_PLACES = 13;

    /** An offset of so many neighbours is still cheaper than 64 bits. */
    private static final long NEAR = 8;
    /** Longer mantissas are no shorter than the bits of a double. */
    private static final double MOST_MANTISSA = 1L << 52;
    /** Of longer mantissas every double is a neighbour. */
    private static final double MOST_MANTISSA_WITH_OFFSET = 1L << 44;

    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13};

    private Decimals() {}

    static double value(long mantissa, int places) {
        return mantissa / POWERS[places];
    }

    static long mantissa(double value, int places) {
        return (long) Math.rint(value * POWERS[places]);
    }

    /**
     * Returns how many representable doubles the value lies above its decimal. A number that is no {@link #near}: for
     * those that have no decimal of so many places, negative zero and what is not finite.
     */
    static long offset(double value, int places) {
        double shifted = value * POWERS[places];
        if (!(Math.abs(shifted) < MOST_MANTISSA)) {
            return Long.MAX_VALUE;
        }
        double decimal = (long) Math.rint(shifted) / POWERS[places];
        return Double.doubleToRawLongBits(value) - Double.doubleToRawLongBits(decimal);
    }

    /** Whether a value is a decimal, or where {@code exact} is false, a neighbour of a decimal that is worth its offset. */
    static boolean fits(double value, int places, boolean exact) {
        long offset = offset(value, places);
        return offset == 0 || (!exact && near(offset) && Math.abs(value) * POWERS[places] < MOST_MANTISSA_WITH_OFFSET);
    }

    static boolean near(long offset) {
        return offset <= NEAR && offset >= -NEAR;
    }

    /** Whether a value can only be an exception, whatever the number of places. */
    static boolean hopeless(double value) {
        return !(Math.abs(value) < MOST_MANTISSA) || (value == 0 && Double.doubleToRawLongBits(value) != 0);
    }
}

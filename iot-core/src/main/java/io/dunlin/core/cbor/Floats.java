/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

/**
 * Conversions between double and the shorter binary floats of IEEE 754, on bits alone, so that signs, subnormals and
 * the payloads of NaNs are kept.
 */
final class Floats {

    /** What {@link #narrow} answers if the value needs more bits. */
    static final long NOT_EXACT = -1;

    private static final int DOUBLE_MANTISSA = 52;
    private static final int DOUBLE_BIAS = 1023;
    private static final int DOUBLE_MAX_EXPONENT = 0x7FF;
    private static final long MANTISSA_MASK = (1L << DOUBLE_MANTISSA) - 1;

    private Floats() {}

    static long toHalf(long doubleBits) {
        return narrow(doubleBits, 5, 10);
    }

    static long toSingle(long doubleBits) {
        return narrow(doubleBits, 8, 23);
    }

    static long fromHalf(long bits) {
        return widen(bits, 5, 10);
    }

    static long fromSingle(long bits) {
        return widen(bits, 8, 23);
    }

    private static long narrow(long bits, int exponentBits, int mantissaBits) {
        long sign = (bits >>> 63) << (exponentBits + mantissaBits);
        int exponent = (int) (bits >>> DOUBLE_MANTISSA) & DOUBLE_MAX_EXPONENT;
        long mantissa = bits & MANTISSA_MASK;
        int drop = DOUBLE_MANTISSA - mantissaBits;
        int bias = (1 << (exponentBits - 1)) - 1;
        if (exponent == DOUBLE_MAX_EXPONENT) {
            long special = ((1L << exponentBits) - 1) << mantissaBits;
            return endsInZeros(mantissa, drop) ? sign | special | mantissa >>> drop : NOT_EXACT;
        }
        if (exponent == 0) {
            return mantissa == 0 ? sign : NOT_EXACT;
        }
        int power = exponent - DOUBLE_BIAS;
        int lowestNormal = 1 - bias;
        if (power > bias || power < lowestNormal - mantissaBits) {
            return NOT_EXACT;
        }
        if (power >= lowestNormal) {
            long shifted = (long) (power + bias) << mantissaBits;
            return endsInZeros(mantissa, drop) ? sign | shifted | mantissa >>> drop : NOT_EXACT;
        }
        long significand = mantissa | 1L << DOUBLE_MANTISSA;
        int dropSubnormal = drop + lowestNormal - power;
        return endsInZeros(significand, dropSubnormal) ? sign | significand >>> dropSubnormal : NOT_EXACT;
    }

    private static long widen(long bits, int exponentBits, int mantissaBits) {
        long sign = (bits >>> (exponentBits + mantissaBits)) << 63;
        int maxExponent = (1 << exponentBits) - 1;
        int exponent = (int) (bits >>> mantissaBits) & maxExponent;
        long mantissa = bits & ((1L << mantissaBits) - 1);
        int grow = DOUBLE_MANTISSA - mantissaBits;
        int bias = maxExponent >> 1;
        if (exponent == maxExponent) {
            return sign | (long) DOUBLE_MAX_EXPONENT << DOUBLE_MANTISSA | mantissa << grow;
        }
        if (exponent > 0) {
            return sign | (long) (exponent - bias + DOUBLE_BIAS) << DOUBLE_MANTISSA | mantissa << grow;
        }
        if (mantissa == 0) {
            return sign;
        }
        int highestBit = 63 - Long.numberOfLeadingZeros(mantissa);
        int power = highestBit + 1 - bias - mantissaBits;
        long normalized = mantissa << (DOUBLE_MANTISSA - highestBit) & MANTISSA_MASK;
        return sign | (long) (power + DOUBLE_BIAS) << DOUBLE_MANTISSA | normalized;
    }

    private static boolean endsInZeros(long value, int count) {
        return (value & ((1L << count) - 1)) == 0;
    }
}

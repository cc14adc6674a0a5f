/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The oracles are the JDK's conversion between float and double, and arithmetic for the halves it does not know. */
class FloatsPropertyTest {

    @Test
    void half_hasItsIeeeValue_forAllOfThem() {
        for (int half = 0; half < 1 << 16; half++) {
            Double value = Double.longBitsToDouble(Floats.fromHalf(half));
            assertThat(value).isEqualTo(Double.valueOf(valueOfHalf(half)));
            assertThat(Floats.toHalf(Double.doubleToRawLongBits(value))).isEqualTo(half);
        }
    }

    @Property
    void single_widensAsTheJdkDoes(@ForAll float single) {
        int bits = Float.floatToRawIntBits(single);
        long widened = Floats.fromSingle(bits & 0xFFFF_FFFFL);
        assertThat(widened).isEqualTo(Double.doubleToRawLongBits(single));
        assertThat(Floats.toSingle(widened)).isEqualTo(bits & 0xFFFF_FFFFL);
    }

    @Property
    void double_narrows_exactlyWhenTheJdkLosesNothing(@ForAll("doubles") double value) {
        boolean exact = value == (float) value;
        assertThat(Floats.toSingle(Double.doubleToRawLongBits(value)) != Floats.NOT_EXACT)
                .isEqualTo(exact);
    }

    @Test
    void reader_refusesEveryHalf_writtenAsSingle() {
        for (int half = 0; half < 1 << 16; half++) {
            long single = Floats.toSingle(Floats.fromHalf(half));
            byte[] message = new byte[5];
            message[0] = (byte) 0xFA;
            for (int i = 1; i < 5; i++) {
                message[i] = (byte) (single >>> (32 - 8 * i));
            }
            assertThat(catchThrowable(() -> new CborReader(message).float64()))
                    .isInstanceOfSatisfying(
                            CborException.class,
                            e -> assertThat(e.kind()).isEqualTo(CborException.Kind.NOT_DETERMINISTIC));
        }
    }

    @Provide
    Arbitrary<Double> doubles() {
        Arbitrary<Double> singles = Arbitraries.integers()
                .map(Float::intBitsToFloat)
                .filter(single -> !Float.isNaN(single))
                .map(Float::doubleValue);
        Arbitrary<Double> nearSingles = singles.map(Math::nextUp).filter(value -> !Double.isNaN(value));
        return Arbitraries.oneOf(singles, nearSingles);
    }

    private static double valueOfHalf(int half) {
        int exponent = half >> 10 & 0x1F;
        int mantissa = half & 0x3FF;
        double magnitude = exponent == 0
                ? mantissa * 0x1p-24
                : exponent < 31
                        ? (1024 + mantissa) * Math.pow(2, exponent - 25)
                        : mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        return half >= 1 << 15 ? -magnitude : magnitude;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SuffixArrayPropertyTest {

    @Property
    void suffixes_areInOrder_asByComparison(@ForAll("texts") byte[] text) {
        int[] expected = IntStream.range(0, text.length)
                .boxed()
                .sorted((a, b) -> Arrays.compareUnsigned(text, a, text.length, text, b, text.length))
                .mapToInt(Integer::intValue)
                .toArray();

        assertThat(SuffixArray.of(text)).isEqualTo(expected);
    }

    @Property
    void matches_areTheLongest_asBySearch(@ForAll("texts") byte[] older, @ForAll("texts") byte[] newer) {
        Matches matches = Matches.between(older, newer);

        for (int at = 0; at < newer.length; at++) {
            int best = 0;
            for (int from = 0; from < older.length; from++) {
                int mismatch = Arrays.mismatch(older, from, older.length, newer, at, newer.length);
                best = Math.max(best, mismatch < 0 ? older.length - from : mismatch);
            }
            // A match that the new image would prolong beyond the old one's end may hide one a little longer.
            int length = matches.length(at);
            assertThat(length).isLessThanOrEqualTo(best);
            assertThat(Arrays.equals(
                            older, matches.position(at), matches.position(at) + length, newer, at, at + length))
                    .isTrue();
            assertThat(length > 0).isEqualTo(best > 0);
        }
    }

    @Provide
    Arbitrary<byte[]> texts() {
        // Few different values make long repeats, on which the recursion goes deep.
        return Arbitraries.integers()
                .between(1, 256)
                .flatMap(values -> Arbitraries.integers()
                        .between(0, values - 1)
                        .map(Integer::byteValue)
                        .array(byte[].class)
                        .ofMaxSize(120));
    }
}

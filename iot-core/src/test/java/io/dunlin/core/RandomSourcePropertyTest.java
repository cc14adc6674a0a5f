/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class RandomSourcePropertyTest {

    @Property
    void nextLong_staysBelowItsBound(@ForAll long seed, @ForAll @LongRange(min = 1) long bound) {
        SplittableRandom bits = new SplittableRandom(seed);
        RandomSource random = bits::nextLong;
        for (int i = 0; i < 20; i++) {
            assertThat(random.nextLong(bound)).isBetween(0L, bound - 1);
        }
    }

    @Example
    void nextLong_drawsAgainWhereTheLastRunIsIncomplete() {
        long bound = (Long.MAX_VALUE / 3) * 2;
        long[] draws = {-1L, 10L};
        int[] next = {0};
        RandomSource random = () -> draws[next[0]++];
        assertThat(random.nextLong(bound)).isEqualTo(5);
        assertThatThrownBy(() -> random.nextLong(0)).hasMessageContaining("got 0");
    }

    @Property
    void nextBytes_fillsEveryLength(@ForAll @IntRange(max = 40) int length) {
        RandomSource random = () -> 0x0807060504030201L;
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        for (int i = 0; i < length; i++) {
            assertThat(bytes[i]).isEqualTo((byte) (i % 8 + 1));
        }
    }

    @Property
    void crc32c_equalsTheJdks(@ForAll byte[] bytes, @ForAll @IntRange(max = 100) int cut) {
        CRC32C oracle = new CRC32C();
        oracle.update(bytes);
        int split = Math.min(cut, bytes.length);
        int first = Checksum.crc32c().update(0, bytes, 0, split);
        assertThat(Checksum.crc32c().update(first, bytes, split, bytes.length - split))
                .isEqualTo((int) oracle.getValue());
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class SeededRandomPropertyTest {

    @Property
    void sameSeed_givesTheSameNumbers(@ForAll long seed, @ForAll String name) {
        SeededRandom one = new SeededRandom(seed);
        SeededRandom two = new SeededRandom(seed);
        two.nextLong();
        assertThat(one.fork(name).nextLong()).isEqualTo(two.fork(name).nextLong());
        one.nextLong();
        assertThat(one.nextLong()).isEqualTo(two.nextLong());
        assertThat(one.fork(name).nextLong()).isNotEqualTo(one.fork(name + "x").nextLong());
    }

    @Property
    void between_staysInTheRange(@ForAll long seed, @ForAll int low, @ForAll @LongRange(min = 0) long span) {
        long high = Math.min(low + span, Long.MAX_VALUE / 2);
        if (high >= low) {
            assertThat(new SeededRandom(seed).between(low, high)).isBetween((long) low, high);
        }
    }

    @Property
    void chance_isAsLikelyAsAskedFor(@ForAll long seed, @ForAll @LongRange(min = 0, max = 100) long percent) {
        SeededRandom random = new SeededRandom(seed);
        int hits = 0;
        for (int i = 0; i < 10_000; i++) {
            hits += random.chance(percent / 100.0) ? 1 : 0;
        }
        // Six standard deviations of the widest case.
        assertThat(hits / 100.0).isBetween(percent - 3.0, percent + 3.0);
        assertThat(random.chance(0)).isFalse();
        assertThat(random.chance(1)).isTrue();
    }
}

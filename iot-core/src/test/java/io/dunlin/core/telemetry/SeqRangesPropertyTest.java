/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The oracle is a bit set. */
class SeqRangesPropertyTest {

    @Property
    void ranges_holdWhatABitSetHolds(
            @ForAll @Size(max = 200) List<@IntRange(min = 1, max = 200) Integer> starts, @ForAll long seed) {
        Random random = new Random(seed);
        SeqRanges ranges = new SeqRanges();
        BitSet model = new BitSet();
        for (int from : starts) {
            int to = from + random.nextInt(4);
            if (ranges.add(from, to)) {
                model.set(from, to + 1);
            } else {
                assertThat(ranges.size()).isGreaterThanOrEqualTo(64);
            }
        }
        check(ranges, model);
        int cut = 1 + random.nextInt(100);
        ranges.dropBelow(cut);
        model.clear(0, cut);
        check(ranges, model);
    }

    private static void check(SeqRanges ranges, BitSet model) {
        for (int seq = 1; seq < 220; seq++) {
            assertThat(ranges.contains(seq)).isEqualTo(model.get(seq));
            assertThat(ranges.firstMissing(seq)).isEqualTo(model.nextClearBit(seq));
        }
        assertThat(ranges.count(5, 150)).isEqualTo(model.get(5, 151).cardinality());
        BitSet listed = new BitSet();
        long last = -1;
        for (SeqRange range : ranges.toList()) {
            assertThat(range.from()).isGreaterThan(last + 1);
            last = range.to();
            listed.set((int) range.from(), (int) last + 1);
        }
        assertThat(listed).isEqualTo(model);
    }

    @Property
    void sender_getsOn_whenItRepeatsTheLowestMissingNumbers(@ForAll long seed) {
        Random random = new Random(seed);
        SeqRanges ranges = new SeqRanges();
        for (int i = 0; i < 500; i++) {
            long seq = 1 + random.nextInt(1000);
            ranges.add(seq, seq);
        }
        for (int round = 0; ranges.firstMissing(1) <= 1000; round++) {
            assertThat(round).isLessThan(10_000);
            List<Long> window = new ArrayList<>();
            for (long seq = 1; window.size() < UplinkPolicy.MOST_IN_FLIGHT && seq <= 1000; seq++) {
                if (!ranges.contains(seq)) {
                    window.add(seq);
                }
            }
            Collections.shuffle(window, random);
            // Half of them are lost.
            for (long seq : window.subList(0, (window.size() + 1) / 2)) {
                boolean before = ranges.size() < 64;
                assertThat(ranges.add(seq, seq) || !before).isTrue();
            }
        }
        assertThat(ranges.toList()).containsExactly(new SeqRange(1, 1000));
    }
}

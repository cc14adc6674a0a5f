/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.log.Gap.Reason;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The oracle is a map from each number to the reason that was given first. */
class GapListPropertyTest {

    record Step(boolean remove, int from, int length, Reason reason) {}

    @Property
    void list_isTheMap(@ForAll("steps") List<Step> steps) {
        GapList list = new GapList();
        Map<Long, Reason> model = new TreeMap<>();
        for (Step step : steps) {
            if (step.remove()) {
                list.removeUpTo(step.from());
                model.keySet().removeIf(seq -> seq <= step.from());
            } else {
                list.add(step.from(), step.from() + step.length() - 1L, step.reason());
                for (long seq = step.from(); seq < step.from() + step.length(); seq++) {
                    model.putIfAbsent(seq, step.reason());
                }
            }
            Map<Long, Reason> found = new TreeMap<>();
            for (Gap gap : list.copy()) {
                for (long seq = gap.fromSeq(); seq <= gap.toSeq(); seq++) {
                    assertThat(found.put(seq, gap.reason())).isNull();
                }
            }
            assertThat(found).isEqualTo(model);
            assertThat(list.contains(step.from())).isEqualTo(model.containsKey((long) step.from()));
            assertThat(list.copy()).isSortedAccordingTo((a, b) -> Long.compare(a.fromSeq(), b.fromSeq()));
            assertThat(joinable(list.copy())).isFalse();
        }
    }

    private static boolean joinable(List<Gap> gaps) {
        for (int i = 1; i < gaps.size(); i++) {
            Gap before = gaps.get(i - 1);
            if (before.toSeq() + 1 == gaps.get(i).fromSeq()
                    && before.reason() == gaps.get(i).reason()) {
                return true;
            }
        }
        return false;
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(true, false, false, false),
                        Arbitraries.integers().between(1, 40),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.of(Reason.class))
                .as(Step::new)
                .list()
                .ofMaxSize(12);
    }
}

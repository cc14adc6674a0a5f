/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Oracle: a set of pending deadlines that is searched from end to end. */
class DeadlinesPropertyTest {

    @Property
    void deadlines_comeDueInOrder_howeverTheyAreMoved(@ForAll long seed) {
        Random random = new Random(seed);
        Deadlines deadlines = new Deadlines();
        Set<Deadline> pending = new HashSet<>();
        List<Deadline> due = new ArrayList<>();
        List<Deadline> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(new Deadline() {
                @Override
                void due(long now) {
                    due.add(this);
                }
            });
        }
        long now = 0;
        for (int step = 0; step < 500; step++) {
            Deadline one = all.get(random.nextInt(all.size()));
            if (random.nextInt(4) == 0) {
                deadlines.cancel(one);
                pending.remove(one);
            } else {
                deadlines.schedule(one, now + random.nextInt(100));
                pending.add(one);
            }
            assertThat(deadlines.size()).isEqualTo(pending.size());
            assertThat(deadlines.next())
                    .isEqualTo(pending.stream().mapToLong(d -> d.at).min().orElse(Long.MAX_VALUE));
            if (random.nextInt(10) == 0) {
                now += random.nextInt(60);
                long until = now;
                due.clear();
                deadlines.run(now);
                assertThat(due).isSortedAccordingTo((a, b) -> Long.compare(a.at, b.at));
                assertThat(new HashSet<>(due))
                        .isEqualTo(new HashSet<>(
                                pending.stream().filter(d -> d.at <= until).toList()));
                pending.removeAll(due);
            }
        }
    }
}

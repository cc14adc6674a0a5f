/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Oracle: a map from message id to what was last known of it. */
class DedupRingPropertyTest {

    private static final long LIFETIME = 1000;

    private static final class Known {
        int fingerprint;
        long time;
        byte[] answer;
    }

    @Property
    void ring_knowsExactlyWhatCameWithinTheLifetime(
            @ForAll long seed, @ForAll @IntRange(min = 8, max = 300) int maxEntries) {
        Random random = new Random(seed);
        DedupRing ring = new DedupRing(maxEntries, 200, LIFETIME);
        Map<Integer, Known> model = new HashMap<>();
        int ids = 1 + random.nextInt(500);
        long now = 0;
        for (int step = 0; step < 2_000; step++) {
            now += random.nextInt(20);
            int id = random.nextInt(ids);
            int fingerprint = random.nextInt(10) == 0 ? 1 : 0;
            Known known = model.get(id);
            boolean isKnown = known != null && known.fingerprint == fingerprint && known.time + LIFETIME > now;
            long entry = ring.find(id, fingerprint, now);
            assertThat(entry >= 0).isEqualTo(isKnown);
            if (isKnown) {
                if (ring.state(entry) == DedupRing.State.ANSWERED) {
                    assertThat(ring.answer(entry)).isSameAs(known.answer);
                }
                continue;
            }
            entry = ring.add(id, fingerprint, now);
            if (entry < 0) {
                assertThat(ring.size()).isEqualTo(maxEntries);
                continue;
            }
            assertThat(ring.state(entry)).isEqualTo(DedupRing.State.PROCESSING);
            Known added = new Known();
            added.fingerprint = fingerprint;
            added.time = now;
            model.put(id, added);
            if (random.nextBoolean()) {
                added.answer = new byte[1 + random.nextInt(300)];
                ring.keep(entry, fingerprint, added.answer);
                boolean fits = added.answer.length <= 200;
                assertThat(ring.state(entry)).isEqualTo(fits ? DedupRing.State.ANSWERED : DedupRing.State.SILENT);
            }
            assertThat(ring.answerBytes()).isBetween(0, 200);
            assertThat(ring.size()).isLessThanOrEqualTo(maxEntries);
        }
        assertThat(ring.forget(now + LIFETIME)).isTrue();
        assertThat(ring.answerBytes()).isZero();
    }
}

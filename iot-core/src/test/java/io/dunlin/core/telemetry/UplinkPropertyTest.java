/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Device and fleet against a world that loses, doubles, reorders, damages and cuts the power. */
class UplinkPropertyTest {

    /** Each of these seeds failed once. */
    @ParameterizedTest
    @ValueSource(longs = {1795607048533L, 1795606624557L})
    void everyDurableRow_isStoredExactlyOnce_withSeedsThatFailed(long seed) {
        everyDurableRow_isStoredExactlyOnce_orReportedAsAGap(seed);
    }

    @Property
    void everyDurableRow_isStoredExactlyOnce_orReportedAsAGap(@ForAll long seed) {
        UplinkWorld world = world(seed);
        for (int step = 0; step < 120; step++) {
            step(world);
        }
        world.healAndSettle();

        List<Long> stored = new ArrayList<>(world.stored);
        Set<Long> distinct = new HashSet<>(stored);
        assertThat(stored).as("no row is stored twice").hasSameSizeAs(distinct);
        assertThat(world.device.unacknowledged()).isZero();
        assertThat(world.records)
                .as("the store was allowed to forget everything")
                .isEmpty();
        Set<Long> inGaps = new HashSet<>();
        world.valuesOf.forEach((seq, values) -> {
            if (world.gapSeqs.contains(seq)) {
                inGaps.addAll(values);
            } else {
                assertThat(distinct)
                        .as("what became durable, in message %d", seq)
                        .containsAll(values);
            }
        });
        for (long value : world.promised) {
            assertThat(distinct.contains(value) || inGaps.contains(value))
                    .as("row %d was promised to be durable", value)
                    .isTrue();
        }
        assertThat(world.lostSeqs).as("every gap is a real loss").containsAll(world.gapSeqs);
    }

    @Property
    void completeness_addsUp_whenNothingIsLost(@ForAll long seed) {
        UplinkWorld world = world(seed);
        world.healed = true;
        world.toggleLink();
        for (int step = 0; step < 40; step++) {
            world.offer(world.random.nextInt(30));
            world.advance(world.now + world.random.nextInt(20) * UplinkWorld.SECOND);
        }
        world.healAndSettle();

        IngestWindow window = world.lastWindow();
        assertThat(window.offeredRows()).isEqualTo(world.device.offeredRows());
        assertThat(window.storedRows()).isEqualTo(world.stored.size());
        assertThat(window.offeredRows() - window.storedRows()).isEqualTo(world.device.lostRows());
        assertThat(window.lostMessages()).isZero();
    }

    private static void step(UplinkWorld world) {
        switch (world.random.nextInt(16)) {
            case 0 -> world.powerCut();
            case 1, 2 -> world.toggleLink();
            case 3 -> {
                world.advance(world.now + 30 * UplinkWorld.SECOND);
                if (world.device.unacknowledged() > 0) {
                    world.evict();
                }
            }
            case 4, 5, 6 -> world.advance(world.now + world.random.nextInt(60) * UplinkWorld.SECOND);
            default -> {
                world.offer(1 + world.random.nextInt(20));
                world.advance(world.now + world.random.nextInt(2000) * 1_000_000L);
            }
        }
    }

    private static UplinkWorld world(long seed) {
        Random random = new Random(seed);
        BatchPolicy batches = new BatchPolicy(
                1 + random.nextInt(20),
                1024,
                256,
                UplinkWorld.SECOND * (1 + random.nextInt(20)),
                random.nextBoolean() ? BatchPolicy.Overflow.REFUSE : BatchPolicy.Overflow.REPLACE_OLDEST);
        UplinkPolicy policy = new UplinkPolicy(
                1 + random.nextInt(4),
                1 + random.nextInt(8),
                1024,
                UplinkWorld.SECOND * (1 + random.nextInt(10)),
                60 * UplinkWorld.SECOND,
                1 + random.nextInt(50),
                random.nextInt(5) * UplinkWorld.SECOND);
        return new UplinkWorld(seed, batches, policy);
    }
}

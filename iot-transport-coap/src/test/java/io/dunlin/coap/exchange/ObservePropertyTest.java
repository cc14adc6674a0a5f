/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A stateful model: the oracle of an observation is that it tells no state after a later one, and in the end the latest. */
class ObservePropertyTest {

    private static final ObservePolicy MOSTLY_UNCONFIRMED =
            new ObservePolicy(100, 100, 5, 86_400_000_000_000L, 500_000_000L);

    @Property
    void observersConvergeOnTheLatestState_andNeverGoBack(@ForAll long seed) {
        Random random = new Random(seed);
        Timing[] timings = {Timing.DEFAULT, Timing.LAN, Timing.NB_IOT};
        boolean confirmed = random.nextBoolean();
        ObserveWorld world = new ObserveWorld(
                seed, timings[random.nextInt(3)], confirmed ? ObservePolicy.DEFAULT : MOSTLY_UNCONFIRMED);
        world.wire.loss = random.nextInt(30);
        world.wire.repetition = random.nextInt(30);
        boolean restarts = random.nextBoolean();
        for (int i = 0; i < 60; i++) {
            switch (random.nextInt(restarts ? 8 : 7)) {
                case 0 -> world.observe();
                case 1 -> {
                    if (!world.observers.isEmpty()) {
                        world.cancel(world.observers.get(random.nextInt(world.observers.size())));
                    }
                }
                case 7 -> world.startServer();
                default -> world.change();
            }
            world.run(random.nextInt(random.nextBoolean() ? 500 : 10_000));
        }
        world.wire.loss = 0;
        world.wire.repetition = 0;
        // Time for all that is under way to end, and for an observer that lost its server to register again.
        world.run(1_200_000);
        int live = 0;
        for (ObserveWorld.Seen seen : world.observers) {
            assertThat(seen.states).isSorted();
            if (!seen.cancelled && seen.end == null) {
                live++;
                assertThat(seen.latest()).isEqualTo(world.state);
            } else if (seen.end != null) {
                assertThat(seen.end.kind())
                        .as("only silence ends an observation")
                        .isEqualTo(Outcome.Kind.TIMEOUT);
            }
        }
        assertThat(world.observations()).isLessThanOrEqualTo(world.observers.size());
        int known = world.observations();
        world.change();
        world.run(600_000);
        assertThat(world.observations())
                .as("of %s, whoever left is found out", known)
                .isEqualTo(live);
    }

    @Property
    void everyObserverIsServed_whenNothingIsLost(@ForAll long seed) {
        ObserveWorld world = new ObserveWorld(seed, Timing.LAN, ObservePolicy.DEFAULT);
        Random random = new Random(seed);
        world.wire.repetition = 20;
        for (int i = 0; i < 5; i++) {
            world.observe();
        }
        for (int i = 0; i < 30; i++) {
            world.change();
            world.run(random.nextInt(3_000));
        }
        world.run(30_000);
        assertThat(world.observers).allSatisfy(seen -> {
            assertThat(seen.end).isNull();
            assertThat(seen.states).isSorted();
            assertThat(seen.latest()).isEqualTo(30);
        });
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import io.dunlin.testkit.Seeds;
import io.dunlin.testkit.Simulation;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Twenty devices and a fleet, all of it the code that users run, over a virtual hour of random faults: nothing that a
 * device promised is lost or stored twice, the twins agree, commands run as often as their semantics allow, every slot
 * boots a whole image and rollouts count what boots, no identity is lost, and no queue grows without bound.
 */
class FleetSimulationTest {

    private static final int THREADS = 2;
    private static final int REPEATED = 3;

    @Test
    void anHourOfFaults_losesNothing() {
        AtomicReference<Figures> total = new AtomicReference<>(Figures.NONE);
        long start = System.nanoTime();
        Seeds.forEach(
                THREADS,
                seed -> Simulation.once(seed, sim -> {
                    try (FleetWorld world = new FleetWorld(sim, Sabotage.NONE)) {
                        world.run();
                        total.accumulateAndGet(world.figures(), Figures::plus);
                    }
                }));
        System.out.println("fleet simulation: " + (System.nanoTime() - start) / 1_000_000_000 + " s, " + total);
    }

    /**
     * Each of these seeds failed once: a rollout waited for ever for a device that had got the next one first; a device
     * reported an end that its full disk did not keep, could never be updated again, or was counted as failed while it went
     * on; a receipt was asked for before there was a key to sign it; two
     * certificates were in use after the fleet's clock had gone back.
     */
    @ParameterizedTest
    @ValueSource(longs = {1795624620356L, 100047, 100071, 100167, 1795625969120L})
    void anHourOfFaults_losesNothing_withSeedsThatFailed(long seed) {
        Simulation.once(seed, FleetSimulationTest::live);
    }

    @Test
    void theSameSeed_givesTheSameHour() {
        for (long seed = Seeds.first(); seed < Seeds.first() + REPEATED; seed++) {
            Simulation.check(seed, FleetSimulationTest::live);
        }
    }

    private static void live(Simulation sim) throws Exception {
        try (FleetWorld world = new FleetWorld(sim, Sabotage.NONE)) {
            world.run();
        }
    }
}

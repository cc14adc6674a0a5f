/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.testkit.Fault;
import io.dunlin.testkit.Seeds;
import io.dunlin.testkit.Simulation;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A device enrols and rotates all the time while power, network, disk and fleet fail: it is never without an identity that
 * the fleet lets in, the fleet never holds two certificates for used, and no reading is lost.
 */
class IdentitySimulationTest {

    @Test
    void anyMisfortune_leavesAUsableIdentity_oneInUse_andAllTelemetry() {
        Seeds.forEach(IdentitySimulationTest::live);
    }

    @Test
    @Tag("soak")
    void anyMisfortune_inManyLives() throws Exception {
        for (long seed : LongStream.range(Seeds.first(), Seeds.first() + 500).toArray()) {
            live(seed);
        }
    }

    private static void live(long seed) throws Exception {
        Simulation sim = new Simulation(seed);
        try (IdentityWorld world = new IdentityWorld(sim)) {
            for (int i = 0; i < 30; i++) {
                sim.run(Duration.ofMillis(sim.random().between(100, 30_000)));
                switch ((int) sim.random().nextLong(8)) {
                    case 0 -> world.crashDevice(false);
                    case 1 -> world.crashDevice(true);
                    case 2 -> world.cutNetwork(Duration.ofSeconds(sim.random().between(1, 90)));
                    case 3 -> world.fleetNode.restart();
                    case 4 -> {
                        long next = world.deviceNode.disk().operations()
                                + sim.random().nextLong(40);
                        world.deviceNode.disk().inject(next, Fault.IO_ERROR);
                    }
                    default -> world.askToRenew();
                }
                world.check();
            }
            world.settle();
            world.check();
            assertThat(world.rotations).isGreaterThan(1);
            assertThat(world.promised).hasSizeGreaterThan(50);
        }
    }
}

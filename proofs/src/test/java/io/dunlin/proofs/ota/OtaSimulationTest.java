/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.ota;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.fleet.rollout.DeviceProgress;
import io.dunlin.ota.manifest.Model;
import io.dunlin.ota.rollout.Rollout.Progress;
import io.dunlin.ota.rollout.RolloutRules;
import io.dunlin.ota.rollout.RolloutStatus;
import io.dunlin.ota.rollout.RolloutStatus.Phase;
import io.dunlin.ota.update.UpdateReason;
import io.dunlin.testkit.Fault;
import io.dunlin.testkit.NetworkConditions;
import io.dunlin.testkit.SeededRandom;
import io.dunlin.testkit.Seeds;
import io.dunlin.testkit.Simulation;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Rollouts from a fleet to devices, both whole, on machines, disks and networks that fail. */
class OtaSimulationTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final long LONG = Duration.ofDays(20).toMillis();
    private static final RolloutRules STRICT = RolloutRules.canaryThenAll(1, 0, LONG);
    private static final RolloutRules TOLERANT = RolloutRules.canaryThenAll(1, 100, LONG);

    @Test
    void rollout_bringsAllDevicesToTheNewImage_byDelta() throws IOException {
        Simulation sim = new Simulation(1);
        try (OtaWorld world = OtaWorld.of(sim, 4)) {
            world.start(STRICT);
            sim.await("all done", HOUR, () -> world.status().phase() == Phase.COMPLETED);
            sim.run(Duration.ofMinutes(2));

            assertThat(world.status()).isEqualTo(new RolloutStatus(Phase.COMPLETED, 4, 4, 4, 0));
            for (Pump pump : world.pumps) {
                assertThat(world.progress(pump).bytesSent()).isBetween(100L, 3000L);
            }
            world.assertTruth();
        }
    }

    @Test
    void rollout_endsWithTheTruth_throughCrashesLossPartitionsAndRestartsOfTheFleet() {
        Seeds.forEach(seed -> {
            Simulation sim = new Simulation(seed);
            try (OtaWorld world = OtaWorld.of(sim, 4)) {
                sim.network().conditions(NetworkConditions.MOBILE);
                for (Pump pump : world.pumps) {
                    pump.passes = sim.random().chance(0.8);
                }
                world.start(TOLERANT);
                trouble(sim, world, 30);
                world.calm();
                sim.await("all done", Duration.ofDays(2), () -> world.status().phase() == Phase.COMPLETED);
                sim.run(Duration.ofMinutes(5));
                for (Pump pump : world.pumps) {
                    if (!pump.passes) {
                        assertThat(world.progress(pump).progress()).isEqualTo(Progress.FAILED);
                    }
                }
                world.assertTruth();
            }
        });
    }

    @Test
    void abort_endsWithTheTruth_whereverTheDevicesAre() {
        Seeds.forEach(seed -> {
            Simulation sim = new Simulation(seed);
            try (OtaWorld world = OtaWorld.of(sim, 4)) {
                world.start(RolloutRules.canaryThenAll(3, 100, LONG));
                trouble(sim, world, (int) sim.random().nextLong(6));
                world.calm();
                world.abort();
                sim.await("aborted", HOUR, () -> world.status().phase() != Phase.RUNNING);
                trouble(sim, world, 5);
                world.calm();
                sim.run(Duration.ofHours(3));
                assertThat(world.status().offered())
                        .isEqualTo(world.status().succeeded() + world.status().failed());
                world.assertTruth();
            }
        });
    }

    private static void trouble(Simulation sim, OtaWorld world, int steps) {
        SeededRandom random = sim.random();
        for (int i = 0; i < steps; i++) {
            Pump pump = world.pumps.get((int) random.nextLong(world.pumps.size()));
            switch ((int) random.nextLong(8)) {
                case 0 -> sim.network().partition(pump.node, world.server);
                case 1 -> sim.network().heal(pump.node, world.server);
                case 2 -> world.server.crash();
                case 3 -> pump.node.crash();
                case 4 -> pump.node.kill();
                case 5 ->
                    pump.node.disk().inject(pump.node.disk().operations() + 1 + random.nextLong(60), Fault.IO_ERROR);
                default ->
                    pump.node
                            .disk()
                            .inject(
                                    pump.node.disk().operations() + 1 + random.nextLong(60),
                                    Fault.values()[(int) random.nextLong(3)]);
            }
            sim.run(Duration.ofMillis(100 + random.nextLong(20_000)));
        }
    }

    @Test
    void image_thatFailsItsTest_isRolledBack_andTheRolloutHalts() throws IOException {
        Simulation sim = new Simulation(2);
        try (OtaWorld world = OtaWorld.of(sim, 4)) {
            world.pumps.forEach(pump -> pump.passes = false);
            world.start(STRICT);
            sim.await("halted", HOUR, () -> world.status().phase() == Phase.HALTED);
            sim.run(HOUR);

            assertThat(world.status()).isEqualTo(new RolloutStatus(Phase.HALTED, 4, 1, 0, 1));
            assertThat(world.view().devices())
                    .filteredOn(device -> device.progress() == Progress.FAILED)
                    .singleElement()
                    .satisfies(
                            device -> assertThat(device.reported().orElseThrow().reason())
                                    .isEqualTo(UpdateReason.SELF_TEST_FAILED));
            world.assertTruth();
        }
    }

    @Test
    void manifest_signedByAStranger_writesNothing_andTheRolloutHalts() throws IOException {
        Simulation sim = new Simulation(3);
        try (OtaWorld world = OtaWorld.withForgedSignatures(sim, 3)) {
            assertRefused(world, "NOT_GENUINE BAD_SIGNATURE");
        }
    }

    @Test
    void manifest_forAnotherModel_writesNothing_andTheRolloutHalts() throws IOException {
        Simulation sim = new Simulation(4);
        try (OtaWorld world = OtaWorld.ofModel(sim, 3, new Model("acme", "valve", "rev-b"))) {
            assertRefused(world, "WRONG_MODEL");
        }
    }

    private static void assertRefused(OtaWorld world, String detail) throws IOException {
        world.start(STRICT);
        world.sim.await("halted", HOUR, () -> world.status().phase() == Phase.HALTED);
        world.sim.run(HOUR);

        assertThat(world.view().devices())
                .filteredOn(device -> device.progress() == Progress.FAILED)
                .singleElement()
                .extracting(DeviceProgress::reported)
                .satisfies(
                        reported -> assertThat(reported.orElseThrow().detail()).isEqualTo(detail));
        for (Pump pump : world.pumps) {
            assertThat(pump.hasSecondSlot()).isFalse();
            assertThat(world.progress(pump).bytesSent()).isZero();
        }
        world.assertTruth();
    }
}

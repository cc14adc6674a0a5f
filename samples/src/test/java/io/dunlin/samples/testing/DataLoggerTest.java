/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.testkit.Fault;
import io.dunlin.testkit.LinkOptions;
import io.dunlin.testkit.NetworkConditions;
import io.dunlin.testkit.Seeds;
import io.dunlin.testkit.SimFleetLink;
import io.dunlin.testkit.SimLink;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** How a device application is tested with iot-testkit: the same test with many seeds, each an hour of bad luck. */
class DataLoggerTest {

    private static final int READINGS = 100;

    @Test
    void everyStoredReading_arrives_inSpiteOfCrashesPowerCutsAndABadNetwork() {
        Seeds.forEach(seed -> Simulation.check(seed, this::oneHour));
    }

    private void oneHour(Simulation sim) {
        Set<Integer> stored = new TreeSet<>();
        Set<Integer> arrived = new TreeSet<>();
        sim.network().conditions(NetworkConditions.MOBILE);
        SimNode fleet = sim.node("fleet")
                .program(node -> SimFleetLink.receiving(
                        node,
                        LinkOptions.UNKIND,
                        (from, channel, payload) ->
                                arrived.add(ByteBuffer.wrap(payload).getInt())));
        SimNode device = sim.node("logger")
                .restartsAfter(Duration.ofSeconds(5), Duration.ofMinutes(2))
                .program(node -> {
                    SimLink link = new SimLink(node, new DeviceId("logger-1"), "fleet", LinkOptions.UNKIND);
                    DataLogger logger = new DataLogger(node.worker(), node.storage(), link);
                    logger.start();
                    measure(node, logger, node.boots() * 1000, stored);
                });
        fleet.boot();
        device.boot();

        device.disk().inject(sim.random().between(0, 50), Fault.POWER_CUT_TORN);
        sim.after(Duration.ofMinutes(5), () -> sim.network().partition(device, fleet));
        sim.after(Duration.ofMinutes(10), device::crash);
        sim.after(Duration.ofMinutes(15), () -> sim.network().heal(device, fleet));
        sim.after(Duration.ofMinutes(20), fleet::restart);

        sim.run(Duration.ofHours(1));
        sim.await("all stored readings arrived", Duration.ofMinutes(10), () -> arrived.containsAll(stored));
        assertThat(stored).hasSizeGreaterThan(READINGS);
    }

    /** Takes a reading every ten seconds, each with a number of its own. */
    private void measure(SimNode node, DataLogger logger, int number, Set<Integer> stored) {
        node.loop().schedule(Duration.ofSeconds(10).toNanos(), () -> {
            logger.record(number, () -> stored.add(number));
            if (number % 1000 < READINGS) {
                measure(node, logger, number + 1, stored);
            }
        });
    }
}

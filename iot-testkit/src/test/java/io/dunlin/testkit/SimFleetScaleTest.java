/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.StorageFile;
import io.dunlin.core.StorageWorker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A fleet as large and as long as the proofs need: 20 devices, one virtual hour, something every second. */
class SimFleetScaleTest {

    private static final int DEVICES = 20;
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private long arrived;

    @Test
    void fleetOfTwentyDevices_livesAnHour_andRepeatsItself() {
        arrived = 0;
        long start = System.nanoTime();
        Simulation.check(Seeds.first(), this::oneHour);
        System.out.println("testkit: 20 devices, one virtual hour, twice: "
                + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms, " + arrived + " messages");
        assertThat(arrived).isGreaterThan(2L * DEVICES * 3000);
    }

    private void oneHour(Simulation sim) {
        sim.network().conditions(NetworkConditions.MOBILE);
        SimNode fleet = sim.node("fleet").program(node -> {
            SimFleetLink.receiving(node, LinkOptions.UNKIND, (device, channel, payload) -> arrived++);
        });
        fleet.boot();
        for (int i = 0; i < DEVICES; i++) {
            SimNode device = sim.node("device-" + i)
                    .restartsAfter(Duration.ofSeconds(1), Duration.ofSeconds(30))
                    .program(SimFleetScaleTest::device);
            device.boot();
            for (int crash = 0; crash < 3; crash++) {
                sim.after(Duration.ofSeconds(sim.random().between(1, 3600)), device::crash);
            }
        }
        sim.run(Duration.ofHours(1));
    }

    private static void device(SimNode node) {
        SimLink link = new SimLink(node, new DeviceId(node.name()), "fleet", LinkOptions.UNKIND);
        link.listen(new Link.Listener() {
            @Override
            public void up(Capabilities capabilities) {}

            @Override
            public void down(String reason) {}

            @Override
            public void message(Channel channel, byte[] payload) {}
        });
        link.start();
        everyPeriod(node, link);
    }

    /** Stores a record durably, then sends it. */
    private static void everyPeriod(SimNode node, SimLink link) {
        node.worker()
                .submit(
                        () -> {
                            try (StorageFile file = node.storage().openOrCreate("log")) {
                                file.write(file.length(), new byte[40], 0, 40);
                                file.force();
                            }
                            return new byte[40];
                        },
                        new StorageWorker.Report<byte[]>() {
                            @Override
                            public void done(byte[] record) {
                                link.send(Channel.TELEMETRY, record, Link.Report.IGNORE);
                                node.loop().schedule(PERIOD.toNanos(), () -> everyPeriod(node, link));
                            }

                            @Override
                            public void failed(Exception failure) {
                                throw new IllegalStateException(failure);
                            }
                        });
    }
}

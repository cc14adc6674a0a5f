/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.coap;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.coap.CoapFleetLink;
import io.dunlin.coap.CoapLink;
import io.dunlin.coap.Datagrams;
import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;
import io.dunlin.core.SendOutcome;
import io.dunlin.testkit.NetworkConditions;
import io.dunlin.testkit.Seeds;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Devices and a fleet over CoAP in a bad network, with machines that die and come back, and over associations also with
 * addresses that change. Oracle: what a sender was told to be accepted has arrived, and in the end everything is accepted
 * both ways.
 */
class CoapLinkSimulationTest {

    private static final int DEVICES = 3;
    private static final int MESSAGES = 15;
    private static final int FLEET_PORT = 5683;

    /** What outlives the machines. */
    private static final class Ledger {
        final Set<String> arrived = new HashSet<>();
        final Set<String> acceptedUp = new HashSet<>();
        final Set<String> acceptedDown = new HashSet<>();
    }

    /** What carries the datagrams of one machine in its present life. */
    private interface Carriers {
        Datagrams of(SimNode node, int port);

        /** Gives a machine another address, if its peers can bear that. */
        void move(SimNode node, int port);
    }

    private static final class PlainCarriers implements Carriers {
        @Override
        public Datagrams of(SimNode node, int port) {
            return new SimulatedUdp(node, port);
        }

        @Override
        public void move(SimNode node, int port) {}
    }

    private static final class SecuredCarriers implements Carriers {
        private final Map<String, SimulatedAssociations> present = new HashMap<>();

        @Override
        public Datagrams of(SimNode node, int port) {
            SimulatedAssociations carrier = new SimulatedAssociations(node, node.name(), port);
            present.put(node.name(), carrier);
            return carrier;
        }

        @Override
        public void move(SimNode node, int port) {
            if (node.isUp()) {
                present.get(node.name()).rebind(port);
            }
        }
    }

    @Test
    void whatWasAcceptedHasArrived_andEverythingIsAcceptedInTheEnd() {
        Seeds.forEach(seed -> Simulation.check(seed, simulation -> live(simulation, new PlainCarriers())));
    }

    @Test
    void leshan1166_overAssociations_thatHolds_whenAddressesChange() {
        Seeds.forEach(seed -> Simulation.check(seed, simulation -> live(simulation, new SecuredCarriers())));
    }

    private static void live(Simulation simulation, Carriers carriers) {
        Ledger ledger = new Ledger();
        SimNode fleet = simulation
                .node("fleet")
                .program(node -> bootFleet(node, ledger, carriers))
                .restartsAfter(Duration.ofSeconds(1), Duration.ofSeconds(60));
        SimNode[] devices = new SimNode[DEVICES];
        for (int i = 0; i < DEVICES; i++) {
            devices[i] = simulation
                    .node("device-" + i)
                    .program(node -> bootDevice(node, ledger, carriers))
                    .restartsAfter(Duration.ofSeconds(1), Duration.ofSeconds(60));
        }
        simulation.network().conditions(NetworkConditions.MOBILE.withLoss(0.1).withDuplication(0.1));
        fleet.boot();
        for (SimNode device : devices) {
            device.boot();
        }
        for (int i = 0; i < 20; i++) {
            simulation.run(Duration.ofMillis(simulation.random().nextLong(60_000)));
            SimNode device = devices[(int) simulation.random().nextLong(DEVICES)];
            switch ((int) simulation.random().nextLong(5)) {
                case 0 -> kill(fleet);
                case 1 -> kill(device);
                case 2 -> carriers.move(device, 41_000 + i);
                case 3 -> simulation.network().partition(fleet, device);
                default -> simulation.network().heal(fleet, device);
            }
            assertThat(ledger.arrived).containsAll(ledger.acceptedUp).containsAll(ledger.acceptedDown);
        }
        for (SimNode device : devices) {
            simulation.network().heal(fleet, device);
        }
        simulation.await(
                "everything is accepted",
                Duration.ofHours(2),
                () -> ledger.acceptedUp.size() == DEVICES * MESSAGES
                        && ledger.acceptedDown.size() == DEVICES * MESSAGES);
        assertThat(ledger.arrived).containsAll(ledger.acceptedUp).containsAll(ledger.acceptedDown);
    }

    private static void kill(SimNode node) {
        if (node.isUp()) {
            node.kill();
        }
    }

    private static byte[] payload(String name, int number) {
        // Every fifth message is too large for one datagram.
        String text = name + " " + number;
        return (number % 5 == 4 ? text + " ".repeat(3_000) : text).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] payload) {
        return new String(payload, StandardCharsets.UTF_8).strip();
    }

    private static void bootDevice(SimNode node, Ledger ledger, Carriers carriers) {
        CoapLink link = CoapLink.builder()
                .device(new DeviceId(node.name()))
                .fleet("fleet", FLEET_PORT)
                .datagrams(carriers.of(node, 40_000))
                .loop(node.loop())
                .random(node.random())
                .build();
        link.listen(new Link.Listener() {
            @Override
            public void up(Capabilities capabilities) {
                node.log("up");
            }

            @Override
            public void down(String reason) {
                node.log("down: " + reason);
            }

            @Override
            public void message(Channel channel, byte[] payload) {
                ledger.arrived.add("down " + text(payload));
            }
        });
        link.start();
        sendUp(node, link, ledger, 0);
    }

    private static void sendUp(SimNode node, CoapLink link, Ledger ledger, int number) {
        if (number == MESSAGES) {
            return;
        }
        String name = "up " + node.name() + " " + number;
        if (ledger.acceptedUp.contains(name)) {
            sendUp(node, link, ledger, number + 1);
            return;
        }
        link.send(Channel.TELEMETRY, payload(node.name(), number), outcome -> {
            if (outcome == SendOutcome.ACCEPTED) {
                ledger.acceptedUp.add(name);
            }
            node.loop().schedule(2_000_000_000L, () -> sendUp(node, link, ledger, number));
        });
    }

    private static void bootFleet(SimNode node, Ledger ledger, Carriers carriers) {
        CoapFleetLink link = CoapFleetLink.builder()
                .datagrams(carriers.of(node, FLEET_PORT))
                .loop(node.loop())
                .random(node.random())
                .build();
        link.listen(new FleetLink.Listener() {
            @Override
            public void up() {
                node.log("up");
            }

            @Override
            public void down(String reason) {
                node.log("down: " + reason);
            }

            @Override
            public void message(DeviceId device, Channel channel, byte[] payload, Runnable settled) {
                // Durable after some time, often longer than an acknowledgement may wait.
                node.loop().schedule(node.random().nextLong(1_500_000_000L), () -> {
                    ledger.arrived.add("up " + text(payload));
                    settled.run();
                });
            }
        });
        link.start();
        for (int i = 0; i < DEVICES; i++) {
            sendDown(node, link, ledger, new DeviceId("device-" + i), 0);
        }
    }

    private static void sendDown(SimNode node, CoapFleetLink link, Ledger ledger, DeviceId device, int number) {
        if (number == MESSAGES) {
            return;
        }
        String name = "down " + device + " " + number;
        if (ledger.acceptedDown.contains(name)) {
            sendDown(node, link, ledger, device, number + 1);
            return;
        }
        link.send(device, Channel.TWIN, payload(device.value(), number), outcome -> {
            if (outcome == SendOutcome.ACCEPTED) {
                ledger.acceptedDown.add(name);
            }
            node.loop().schedule(2_000_000_000L, () -> sendDown(node, link, ledger, device, number));
        });
    }
}

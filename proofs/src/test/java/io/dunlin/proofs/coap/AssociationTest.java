/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.coap;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.coap.CoapFleetLink;
import io.dunlin.coap.CoapLink;
import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;
import io.dunlin.core.SendOutcome;
import io.dunlin.testkit.NetworkConditions;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A device and a fleet over a carrier that knows its peers by association and not by address. */
class AssociationTest {

    private static final int FLEET_PORT = 5684;
    private static final DeviceId PUMP = new DeviceId("pump");

    private final Simulation simulation = new Simulation(1);
    private final SimNode server = simulation.node("fleet");
    private final SimNode machine = simulation.node("pump");
    private final List<String> events = new ArrayList<>();
    private Runnable settled;
    private CoapFleetLink fleet;
    private CoapLink device;
    private SimulatedAssociations carrier;

    private void start(DeviceId claimed) {
        simulation.network().conditions(NetworkConditions.LAN);
        server.boot();
        machine.boot();
        startFleet();
        carrier = new SimulatedAssociations(machine, "pump", 40_000);
        device = CoapLink.builder()
                .device(claimed)
                .fleet("fleet", FLEET_PORT)
                .datagrams(carrier)
                .loop(machine.loop())
                .random(machine.random())
                .keepAlive(Duration.ofSeconds(5))
                .build();
        device.listen(new Link.Listener() {
            @Override
            public void up(Capabilities capabilities) {
                events.add("up secure=" + capabilities.secure());
            }

            @Override
            public void down(String reason) {
                events.add("down: " + reason);
            }

            @Override
            public void message(Channel channel, byte[] payload) {
                events.add("down message");
            }
        });
        machine.loop().execute(device::start);
        simulation.run(Duration.ofSeconds(10));
    }

    private void startFleet() {
        fleet = CoapFleetLink.builder()
                .datagrams(new SimulatedAssociations(server, "fleet", FLEET_PORT))
                .loop(server.loop())
                .random(server.random())
                .keepAlive(Duration.ofSeconds(5))
                .build();
        fleet.listen(new FleetLink.Listener() {
            @Override
            public void up() {}

            @Override
            public void down(String reason) {}

            @Override
            public void message(DeviceId from, Channel channel, byte[] payload, Runnable done) {
                events.add("up message of " + from);
                settled = done;
            }
        });
        server.loop().execute(fleet::start);
    }

    private void sendUp() {
        machine.loop()
                .execute(() -> device.send(Channel.TWIN, new byte[] {1}, outcome -> events.add("sent " + outcome)));
    }

    @Test
    void exchange_isCompleted_thoughTheAddressChangedMeanwhile() {
        start(PUMP);
        sendUp();
        simulation.run(Duration.ofSeconds(2));
        assertThat(events).containsExactly("up secure=true", "up message of pump");
        // The request is acknowledged and its answer is still owed when the device moves.
        carrier.rebind(41_000);
        settled.run();
        simulation.run(Duration.ofSeconds(30));
        assertThat(events).containsExactly("up secure=true", "up message of pump", "sent " + SendOutcome.ACCEPTED);
    }

    @Test
    void leshan1324_fleetReachesTheDevice_atItsNewAddress() {
        start(PUMP);
        carrier.rebind(41_000);
        sendUp();
        simulation.run(Duration.ofSeconds(1));
        settled.run();
        server.loop()
                .execute(
                        () -> fleet.send(PUMP, Channel.TWIN, new byte[] {2}, outcome -> events.add("told " + outcome)));
        simulation.run(Duration.ofSeconds(1));
        assertThat(events).contains("down message", "told " + SendOutcome.ACCEPTED, "sent " + SendOutcome.ACCEPTED);
    }

    @Test
    void californium1879_deviceFindsOut_thatTheFleetForgotItsAssociation() {
        start(PUMP);
        server.restart();
        startFleet();
        simulation.run(Duration.ofSeconds(30));
        assertThat(events.get(1)).startsWith("down: ").contains("DISCONNECTED");
        assertThat(events).last().isEqualTo("up secure=true");
        sendUp();
        simulation.run(Duration.ofSeconds(1));
        assertThat(events).last().isEqualTo("up message of pump");
    }

    @Test
    void peer_speaksForItselfOnly() {
        start(new DeviceId("valve"));
        assertThat(events).isNotEmpty().allMatch(event -> event.contains("4.03"));
        assertThat(device.isUp()).isFalse();
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;
import io.dunlin.core.SendOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimLinkTest {

    private static final DeviceId DEVICE = new DeviceId("dev-1");

    private final Simulation sim = new Simulation(Seeds.first());
    private final SimNode deviceNode = sim.node("device");
    private final SimNode fleetNode = sim.node("fleet");
    private final List<String> atDevice = new ArrayList<>();
    private final List<String> atFleet = new ArrayList<>();
    private final List<Runnable> unsettled = new ArrayList<>();
    private boolean settlesAtOnce = true;
    private LinkOptions options = LinkOptions.DEFAULT;
    private SimLink link;
    private SimFleetLink fleet;

    @BeforeEach
    void programs() {
        fleetNode.program(node -> {
            fleet = new SimFleetLink(node, options);
            fleet.listen(new FleetLink.Listener() {
                @Override
                public void up() {
                    atFleet.add("up");
                }

                @Override
                public void down(String reason) {
                    atFleet.add("down: " + reason);
                }

                @Override
                public void message(DeviceId device, Channel channel, byte[] payload, Runnable settled) {
                    atFleet.add(device + " " + channel + " " + text(payload));
                    if (settlesAtOnce) {
                        settled.run();
                    } else {
                        unsettled.add(settled);
                    }
                }
            });
            fleet.start();
        });
        deviceNode.program(node -> {
            link = new SimLink(node, DEVICE, "fleet", options);
            link.listen(new Link.Listener() {
                @Override
                public void up(Capabilities capabilities) {
                    atDevice.add("up");
                }

                @Override
                public void down(String reason) {
                    atDevice.add("down: " + reason);
                }

                @Override
                public void message(Channel channel, byte[] payload) {
                    atDevice.add(channel + " " + text(payload));
                }
            });
            link.start();
        });
    }

    @Test
    void messages_passBothWays_andAreAccepted() {
        start();
        send("one");
        fleet.send(DEVICE, Channel.TWIN, bytes("two"), outcome -> atFleet.add("sent " + outcome));
        sim.run(Duration.ofSeconds(1));
        assertThat(atFleet).containsExactlyInAnyOrder("up", "dev-1 TELEMETRY one", "sent ACCEPTED");
        assertThat(atDevice).containsExactlyInAnyOrder("up", "TWIN two", "sent one ACCEPTED");
        assertThat(link.capabilities().maxPayloadBytes()).isEqualTo(64 * 1024);
    }

    @Test
    void send_answersAtOnce_whenItCannotLeave() {
        options = LinkOptions.DEFAULT.withMaxPayloadBytes(256).withMaxInFlight(1);
        fleetNode.boot();
        deviceNode.boot();
        sim.run(Duration.ofNanos(1));
        send("early");
        fleet.send(DEVICE, Channel.TWIN, bytes("x"), outcome -> atFleet.add("sent " + outcome));
        sim.await("up", Duration.ofMinutes(1), link::isUp);
        send("x".repeat(257));
        send("first");
        send("second");
        assertThat(atDevice)
                .containsExactly(
                        "sent early NOT_CONNECTED", "up", "sent " + "x".repeat(257) + " TOO_LARGE", "sent second BUSY");
        assertThat(atFleet).containsExactly("up", "sent NOT_CONNECTED");
    }

    @Test
    void partition_givesUnknown_andTheLinkComesBack() {
        start();
        sim.network().partition(deviceNode, fleetNode);
        send("lost?");
        sim.await("down", Duration.ofMinutes(5), () -> !link.isUp());
        assertThat(atDevice).contains("sent lost? UNKNOWN").endsWith("down: no acknowledgement");
        sim.run(Duration.ofMinutes(30));
        assertThat(atDevice.stream().filter("down: no answer"::equals).count()).isBetween(20L, 60L);
        sim.network().heal(deviceNode, fleetNode);
        sim.await("up again", Duration.ofMinutes(2), link::isUp);
    }

    @Test
    void idleLink_noticesThatThePeerIsGone_byProbes() {
        start();
        sim.run(Duration.ofMinutes(10));
        assertThat(atDevice).containsExactly("up");
        sim.network().cut(fleetNode, deviceNode);
        sim.run(Duration.ofMinutes(3));
        assertThat(atDevice).contains("down: no answer to probes");
    }

    @Test
    void fleetThatRebooted_forgotTheSession_andTheDeviceConnectsAgain() {
        start();
        fleetNode.restart();
        sim.run(Duration.ofSeconds(1));
        send("to the new one");
        sim.run(Duration.ofSeconds(10));
        assertThat(atDevice)
                .contains("sent to the new one UNKNOWN", "down: the fleet forgot the session")
                .endsWith("up");
        sim.run(Duration.ofMinutes(1));
        fleetNode.restart();
        sim.run(Duration.ofMinutes(3));
        assertThat(atDevice.stream().filter("up"::equals)).hasSize(3);
        assertThat(atFleet).doesNotContain("dev-1 TELEMETRY to the new one");
    }

    @Test
    void acknowledgement_waitsForSettled() {
        settlesAtOnce = false;
        start();
        send("one");
        sim.run(Duration.ofSeconds(5));
        assertThat(atDevice).containsExactly("up");
        assertThat(unsettled).hasSize(1);
        unsettled.get(0).run();
        sim.run(Duration.ofSeconds(1));
        assertThat(atDevice).containsExactly("up", "sent one ACCEPTED");
        assertThat(atFleet).containsExactly("up", "dev-1 TELEMETRY one");
    }

    @Test
    void outage_endsAllSessions_andBothComeBack() {
        start();
        fleet.outage(Duration.ofSeconds(30));
        send("into the void");
        sim.run(Duration.ofMinutes(5));
        assertThat(atFleet).containsExactly("up", "down: outage", "up");
        assertThat(atDevice).contains("sent into the void UNKNOWN");
        assertThat(link.isUp()).isTrue();
        link.drop("cable");
        assertThat(atDevice).endsWith("down: cable");
        sim.run(Duration.ofMinutes(1));
        assertThat(link.isUp()).isTrue();
    }

    @Test
    void close_reportsUnknown_andTheFleetNoLongerReachesTheDevice() {
        start();
        send("last words");
        link.close();
        assertThat(atDevice).containsExactly("up", "sent last words UNKNOWN");
        sim.run(Duration.ofSeconds(10));
        fleet.send(DEVICE, Channel.TWIN, bytes("x"), outcome -> atFleet.add("sent " + outcome));
        assertThat(atFleet).endsWith("sent NOT_CONNECTED");
        assertThat(link.isUp()).isFalse();
        fleet.close();
        assertThat(fleet.isUp()).isFalse();
    }

    @Test
    void everyMessageArrives_whenItsSenderRepeatsIt_underAllFaults() {
        Seeds.forEach(seed -> assertThat(Simulation.check(seed, sim -> {
                    Repeating run = new Repeating(sim);
                    run.play();
                    assertThat(run.distinct()).isEqualTo(Repeating.MESSAGES);
                }))
                .isNotZero());
    }

    @Test
    void unkindLink_duplicates() {
        Repeating run = new Repeating(new Simulation(7));
        run.play();
        assertThat(run.arrived.size()).isGreaterThan(Repeating.MESSAGES);
    }

    @Test
    void options_areChecked() {
        assertThatThrownBy(() -> LinkOptions.DEFAULT.withMaxPayloadBytes(255))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LinkOptions.DEFAULT.withMaxInFlight(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A device that sends each number until it is accepted. */
    private static final class Repeating {
        static final int MESSAGES = 50;
        final Simulation sim;
        final List<String> arrived = new ArrayList<>();
        int next;
        SimLink link;

        Repeating(Simulation sim) {
            this.sim = sim;
        }

        long distinct() {
            return arrived.stream().distinct().count();
        }

        void play() {
            SimNode fleetNode = sim.node("fleet").restartsAfter(Duration.ofSeconds(1), Duration.ofSeconds(20));
            SimNode deviceNode = sim.node("device");
            sim.network().conditions(NetworkConditions.BAD);
            fleetNode.program(node -> {
                SimFleetLink.receiving(
                        node, LinkOptions.UNKIND, (device, channel, payload) -> arrived.add(text(payload)));
            });
            fleetNode.boot();
            deviceNode.program(node -> {
                link = new SimLink(node, DEVICE, "fleet", LinkOptions.UNKIND);
                link.listen(new Link.Listener() {
                    @Override
                    public void up(Capabilities capabilities) {
                        sendNext();
                    }

                    @Override
                    public void down(String reason) {}

                    @Override
                    public void message(Channel channel, byte[] payload) {}
                });
                link.start();
            });
            deviceNode.boot();
            for (int i = 1; i <= 5; i++) {
                sim.after(Duration.ofSeconds(30L * i), fleetNode::crash);
            }
            sim.await("all sent", Duration.ofHours(2), () -> next == MESSAGES);
        }

        private void sendNext() {
            if (next < MESSAGES) {
                link.send(Channel.TELEMETRY, bytes("" + next), outcome -> {
                    if (outcome == SendOutcome.ACCEPTED) {
                        next++;
                        sendNext();
                    }
                });
            }
        }
    }

    private void start() {
        fleetNode.boot();
        deviceNode.boot();
        sim.await("up", Duration.ofMinutes(1), () -> link != null && link.isUp());
    }

    private void send(String text) {
        link.send(Channel.TELEMETRY, bytes(text), outcome -> atDevice.add("sent " + text + ' ' + outcome));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

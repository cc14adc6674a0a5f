/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.exchange.Timing;
import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;
import io.dunlin.core.SendOutcome;
import io.dunlin.core.Tenant;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CoapLinkTest {

    private static final DeviceId DEVICE = new DeviceId("pump-1");
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Timing QUICK = new Timing(20_000_000, 150, 3, 4, 1_000_000_000, 5_000_000);

    private static final class Arrived {
        final DeviceId device;
        final Channel channel;
        final byte[] payload;
        final Runnable settled;

        Arrived(DeviceId device, Channel channel, byte[] payload, Runnable settled) {
            this.device = device;
            this.channel = channel;
            this.payload = payload;
            this.settled = settled;
        }
    }

    private final BlockingQueue<String> life = new LinkedBlockingQueue<>();
    private final BlockingQueue<Arrived> up = new LinkedBlockingQueue<>();
    private final BlockingQueue<Arrived> down = new LinkedBlockingQueue<>();
    private CoapFleetLink fleet;
    private CoapLink device;

    private CoapFleetLink fleet(int port) {
        CoapFleetLink link = CoapFleetLink.builder()
                .bind(new InetSocketAddress(LOOPBACK, port))
                .timing(QUICK)
                .keepAlive(Duration.ofMillis(200))
                .maxUnsettled(2)
                .build();
        link.listen(new FleetLink.Listener() {
            @Override
            public void up() {
                life.add("fleet up");
            }

            @Override
            public void down(String reason) {
                life.add("fleet down");
            }

            @Override
            public void message(DeviceId from, Channel channel, byte[] payload, Runnable settled) {
                up.add(new Arrived(from, channel, payload, settled));
            }
        });
        link.loop().execute(link::start);
        return link;
    }

    private CoapLink device(int port) {
        CoapLink link = CoapLink.builder()
                .device(DEVICE)
                .fleet("127.0.0.1", port)
                .timing(QUICK)
                .keepAlive(Duration.ofMillis(200))
                .sendTimeout(Duration.ofSeconds(5))
                .backoff(Duration.ofMillis(20), Duration.ofMillis(100))
                .maxInFlight(4)
                .build();
        link.listen(new Link.Listener() {
            @Override
            public void up(Capabilities capabilities) {
                life.add("device up " + capabilities.secure());
            }

            @Override
            public void down(String reason) {
                life.add("device down");
            }

            @Override
            public void message(Channel channel, byte[] payload) {
                down.add(new Arrived(DEVICE, channel, payload, () -> {}));
            }
        });
        link.loop().execute(link::start);
        return link;
    }

    @BeforeEach
    void start() throws Exception {
        fleet = fleet(0);
        await("fleet up");
        device = device(fleet.localPort());
        await("device up false");
    }

    @AfterEach
    void close() {
        device.loop().execute(device::close);
        fleet.loop().execute(fleet::close);
    }

    private void await(String event) throws InterruptedException {
        String next;
        do {
            next = life.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("waiting for \"%s\"", event).isNotNull();
        } while (!next.equals(event));
    }

    private CompletableFuture<SendOutcome> send(Channel channel, byte[] payload) {
        CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
        device.loop().execute(() -> device.send(channel, payload, outcome::complete));
        return outcome;
    }

    private CompletableFuture<SendOutcome> sendDown(DeviceId to, byte[] payload) {
        CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
        fleet.loop().execute(() -> fleet.send(to, Channel.COMMAND, payload, outcome::complete));
        return outcome;
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    @Test
    void message_isAcceptedOnlyWhenSettled_andALargeOneTravelsInBlocks() throws Exception {
        byte[] large = new byte[65_536];
        new Random(1).nextBytes(large);
        for (byte[] payload : new byte[][] {{1, 2, 3}, large}) {
            CompletableFuture<SendOutcome> outcome = send(Channel.TELEMETRY, payload);
            Arrived arrived = up.poll(20, TimeUnit.SECONDS);
            assertThat(arrived.device).isEqualTo(DEVICE);
            assertThat(arrived.channel).isEqualTo(Channel.TELEMETRY);
            assertThat(arrived.payload).isEqualTo(payload);
            assertThat(outcome).isNotDone();
            arrived.settled.run();
            arrived.settled.run();
            assertThat(get(outcome)).isEqualTo(SendOutcome.ACCEPTED);
        }
    }

    @Test
    void fleet_reachesTheDevice_whereItWasLastHeard() throws Exception {
        byte[] large = new byte[40_000];
        assertThat(get(sendDown(DEVICE, new byte[] {9}))).isEqualTo(SendOutcome.ACCEPTED);
        assertThat(down.poll(20, TimeUnit.SECONDS).channel).isEqualTo(Channel.COMMAND);
        assertThat(get(sendDown(DEVICE, large))).isEqualTo(SendOutcome.ACCEPTED);
        assertThat(down.poll(20, TimeUnit.SECONDS).payload).isEqualTo(large);
        assertThat(get(sendDown(new DeviceId("unknown"), large))).isEqualTo(SendOutcome.NOT_CONNECTED);
        assertThat(get(sendDown(DEVICE, new byte[300_000]))).isEqualTo(SendOutcome.TOO_LARGE);
    }

    @Test
    void link_tellsWhatItCannotSend() throws Exception {
        assertThat(get(send(Channel.TWIN, new byte[300_000]))).isEqualTo(SendOutcome.TOO_LARGE);
        CompletableFuture<SendOutcome> first = send(Channel.TWIN, new byte[1]);
        CompletableFuture<SendOutcome> second = send(Channel.TWIN, new byte[1]);
        Arrived one = up.poll(20, TimeUnit.SECONDS);
        Arrived two = up.poll(20, TimeUnit.SECONDS);
        // The fleet takes two unsettled messages at most.
        assertThat(get(send(Channel.TWIN, new byte[1]))).isEqualTo(SendOutcome.REFUSED_FOR_NOW);
        one.settled.run();
        two.settled.run();
        assertThat(get(first)).isEqualTo(SendOutcome.ACCEPTED);
        assertThat(get(second)).isEqualTo(SendOutcome.ACCEPTED);
    }

    @Test
    void link_goesDown_whenTheFleetIsGone_andUpWhenItIsBack() throws Exception {
        int port = fleet.localPort();
        fleet.loop().execute(fleet::close);
        await("device down");
        assertThat(get(send(Channel.TWIN, new byte[1]))).isEqualTo(SendOutcome.NOT_CONNECTED);
        fleet = fleet(port);
        await("device up false");
        assertThat(get(sendDown(DEVICE, new byte[] {9}))).isEqualTo(SendOutcome.ACCEPTED);
    }

    @Test
    void fleet_forgetsADevice_thatLeaves() throws Exception {
        device.loop().execute(device::close);
        await("device down");
        CompletableFuture<SendOutcome> outcome;
        do {
            outcome = sendDown(DEVICE, new byte[] {9});
        } while (get(outcome) == SendOutcome.ACCEPTED);
        assertThat(get(outcome)).isIn(SendOutcome.NOT_CONNECTED, SendOutcome.UNKNOWN);
        assertThat(get(sendDown(DEVICE, new byte[] {9}))).isEqualTo(SendOutcome.NOT_CONNECTED);
    }

    @Test
    void strangers_areRefused_byTheDeviceAndByTheFleet() throws Exception {
        try (CoapEndpoint stranger = CoapEndpoint.builder().timing(QUICK).build()) {
            get(stranger.start());
            CoapClient toFleet = stranger.client("127.0.0.1", fleet.localPort());
            assertThat(code(toFleet.post("/dunlin/v1/other/pump-1/up/twin", 60, new byte[1])))
                    .isSameAs(Code.NOT_FOUND);
            assertThat(code(toFleet.post("/dunlin/v1/_/-bad/up/twin", 60, new byte[1])))
                    .isSameAs(Code.NOT_FOUND);
            assertThat(code(toFleet.post("/dunlin/v1/_/pump-1/up/none", 60, new byte[1])))
                    .isSameAs(Code.NOT_FOUND);
            assertThat(code(toFleet.get("/dunlin/v1/_/pump-1/up/twin"))).isSameAs(Code.METHOD_NOT_ALLOWED);
            CompletableFuture<SendOutcome> outcome = send(Channel.TWIN, new byte[1]);
            Arrived arrived = up.poll(20, TimeUnit.SECONDS);
            assertThat(arrived).isNotNull();
            arrived.settled.run();
            assertThat(get(outcome)).isEqualTo(SendOutcome.ACCEPTED);
        }
    }

    private static Code code(CompletableFuture<CoapResult> future) throws Exception {
        return ((CoapResult.Answer) get(future)).response().code();
    }

    @Test
    void links_stayOnTheLoopback_unlessToldOtherwise() {
        InetSocketAddress anywhere = new InetSocketAddress("0.0.0.0", 0);
        assertThatThrownBy(() -> CoapFleetLink.builder().bind(anywhere).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("INSECURE")
                .hasMessageContaining("allowInsecureBeyondLoopback()");
        assertThatThrownBy(() -> CoapLink.builder()
                        .device(DEVICE)
                        .fleet("192.0.2.1", 5683)
                        .build())
                .hasMessageContaining("192.0.2.1")
                .hasMessageContaining("INSECURE");
        assertThatThrownBy(() -> CoapLink.builder()
                        .device(DEVICE)
                        .fleet("127.0.0.1", 5683)
                        .bind(anywhere)
                        .build())
                .hasMessageContaining("INSECURE");
        assertThatThrownBy(() -> CoapLink.builder().fleet("127.0.0.1", 5683).build())
                .hasMessageContaining("needs a device");
        CoapFleetLink allowed = CoapFleetLink.builder()
                .bind(anywhere)
                .allowInsecureBeyondLoopback()
                .tenant(new Tenant("t"))
                .build();
        allowed.loop().execute(allowed::close);
        assertThat(device.capabilities().secure()).isFalse();
        assertThat(device.capabilities().transport()).isEqualTo("coap+udp");
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Loop;
import io.dunlin.core.SendOutcome;
import io.dunlin.core.Tenant;
import io.dunlin.core.tls.IdentitySwitch;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.mqtt.LinkConfig;
import io.dunlin.mqtt.MqttClient;
import io.dunlin.mqtt.MqttFleetLink;
import io.dunlin.mqtt.MqttLink;
import io.dunlin.mqtt.MqttRuntime;
import io.dunlin.mqtt.SwitchResult;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.session.FilterResult;
import io.dunlin.mqtt.session.Message;
import io.dunlin.mqtt.session.PublishResult;
import io.dunlin.mqtt.session.ReconnectConfig;
import io.dunlin.mqtt.session.SessionConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links and client against a real broker over mutual TLS. */
class ArtemisTest {

    private static final long MILLIS = 1_000_000;
    private static final LinkConfig CONFIG =
            LinkConfig.DEFAULT.withReconnect(new ReconnectConfig(MILLIS, 50 * MILLIS, MILLIS, 0));

    @TempDir
    static Path directory;

    private static Certificates certificates;
    private static EmbeddedBroker broker;
    private static MqttRuntime runtime;

    @BeforeAll
    static void start() throws Exception {
        certificates = new Certificates();
        broker = new EmbeddedBroker(certificates, directory, true);
        runtime = MqttRuntime.start(2);
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
        broker.close();
    }

    @Test
    void links_carryMessagesBothWays() throws Exception {
        try (Ends ends = new Ends("dev-1")) {
            assertThat(ends.sendUp(Channel.TELEMETRY, "21.5")).isEqualTo(SendOutcome.ACCEPTED);
            assertThat(ends.fleet.next()).isEqualTo("dev-1 TELEMETRY 21.5");
            assertThat(ends.sendDown(Channel.TWIN, "desired")).isEqualTo(SendOutcome.ACCEPTED);
            assertThat(ends.device.next()).isEqualTo("TWIN desired");
        }
    }

    @Test
    void fleetLink_withholdsItsAcknowledgement_untilSettled() throws Exception {
        try (Ends ends = new Ends("dev-2")) {
            ends.fleet.settleAtOnce = false;
            assertThat(ends.sendUp(Channel.TELEMETRY, "1")).isEqualTo(SendOutcome.ACCEPTED);
            assertThat(ends.fleet.next()).isEqualTo("dev-2 TELEMETRY 1");
            ends.fleet.settleAtOnce = true;
            ends.reopenFleet();
            // It was not settled: the broker sends it to the fleet's next life, which settles it.
            assertThat(ends.fleet.next()).isEqualTo("dev-2 TELEMETRY 1");
            // Settled now. A life that ends before its acknowledgement arrives gets the message once more; one that
            // lives
            // long enough to get another message does not.
            String first = "";
            for (int life = 2; life < 12; life++) {
                ends.reopenFleet();
                assertThat(ends.sendUp(Channel.TELEMETRY, "" + life)).isEqualTo(SendOutcome.ACCEPTED);
                first = ends.fleet.next();
                for (String next = first; !next.equals("dev-2 TELEMETRY " + life); next = ends.fleet.next()) {
                    assertThat(next).startsWith("dev-2 TELEMETRY ");
                }
                if (first.equals("dev-2 TELEMETRY " + life)) {
                    return;
                }
            }
            assertThat(first).as("what was settled comes again in every life").isEmpty();
        }
    }

    @Test
    void switchIdentity_losesNothing_underTraffic() throws Exception {
        try (Ends ends = new Ends("dev-3")) {
            for (int i = 0; i < 100; i++) {
                if (i % 25 == 10) {
                    assertThat(ends.switchTo(certificates.client("dev-3", i)).isAccepted())
                            .isTrue();
                }
                assertThat(ends.sendUp(Channel.TELEMETRY, "" + i)).isEqualTo(SendOutcome.ACCEPTED);
                assertThat(ends.fleet.next()).isEqualTo("dev-3 TELEMETRY " + i);
            }
            assertThat(ends.device.isEmpty()).as("the link never went down").isTrue();
        }
    }

    @Test
    void switchIdentity_isRefused_andTheOldLinkStaysUp() throws Exception {
        Certificates strangers = new Certificates();
        try (Ends ends = new Ends("dev-4")) {
            // Refused in TLS, after the client's handshake has returned (TLS 1.3); then in CONNACK.
            SwitchResult unknown = ends.switchTo(strangers.identity("dev-4", 2, certificates));
            assertThat(unknown.outcome()).as(unknown.detail()).isEqualTo(IdentitySwitch.Outcome.REFUSED);
            SwitchResult other = ends.switchTo(certificates.client("dev-5", 2));
            assertThat(other.outcome()).as(other.detail()).isEqualTo(IdentitySwitch.Outcome.REFUSED);
            assertThat(other.detail()).contains("REFUSED");
            assertThat(ends.sendUp(Channel.TELEMETRY, "still here")).isEqualTo(SendOutcome.ACCEPTED);
            assertThat(ends.device.isEmpty()).as("the link never went down").isTrue();
        }
    }

    @Test
    void client_reportsRefusals_asValues() throws Exception {
        MqttClient client = client("app-1", MqttClient.ConnectionListener.NONE);
        client.start();
        PublishResult refused = publish(client, "forbidden/a").get(20, TimeUnit.SECONDS);
        assertThat(refused).isInstanceOf(PublishResult.Refused.class);
        assertThat(((PublishResult.Refused) refused).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        FilterResult answer = client.subscribe(
                        List.of(new Subscription("forbidden/b", QoS.AT_LEAST_ONCE)), (message, ack) -> {})
                .get(20, TimeUnit.SECONDS);
        assertThat(answer.isSuccess()).isFalse();
        client.close().get(20, TimeUnit.SECONDS);
    }

    @Test
    void callbacks_mayBlockOnEveryCall_withoutDeadlock() throws Exception { // hivemq 801, 620, 554, 522; paho 999, 985
        MqttClient client = client("app-2", MqttClient.ConnectionListener.NONE);
        client.start();
        CompletableFuture<String> end = new CompletableFuture<>();
        client.subscribe(List.of(new Subscription("echo/1", QoS.EXACTLY_ONCE)), (message, ack) -> {
                    PublishResult inside = publish(client, "echo/2").join();
                    client.subscribe(List.of(new Subscription("echo/3", QoS.AT_LEAST_ONCE)), (m, a) -> {})
                            .join();
                    client.close().join();
                    end.complete(inside.kind() + " then closed");
                })
                .get(20, TimeUnit.SECONDS);
        CompletableFuture<Void> chained = client.publish(new Message("echo/1", "x".getBytes(UTF_8), QoS.EXACTLY_ONCE))
                .thenAccept(result -> publish(client, "echo/4").join());
        assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo("ACCEPTED then closed");
        chained.get(20, TimeUnit.SECONDS);
    }

    @Test
    void client_doesNotConnect_whenTheServerHasNoAlternativeName() throws Exception {
        LinkedBlockingQueue<String> downs = new LinkedBlockingQueue<>();
        try (EmbeddedBroker nameless = new EmbeddedBroker(certificates, directory, false)) {
            TlsIdentity identity = certificates.client("app-3", 1);
            MqttClient client = MqttClient.builder(
                            runtime,
                            nameless.server(() -> identity),
                            SessionConfig.builder("app-3").build())
                    .listener(new MqttClient.ConnectionListener() {
                        @Override
                        public void down(io.dunlin.mqtt.session.Closed how) {
                            downs.add(how.detail());
                        }
                    })
                    .build();
            client.start();
            assertThat(downs.poll(20, TimeUnit.SECONDS)).contains("TLS");
            client.close().get(20, TimeUnit.SECONDS);
        }
    }

    private static MqttClient client(String name, MqttClient.ConnectionListener listener) throws Exception {
        TlsIdentity identity = certificates.client(name, 1);
        return MqttClient.builder(
                        runtime,
                        broker.server(() -> identity),
                        SessionConfig.builder(name).build())
                .listener(listener)
                .build();
    }

    private static CompletableFuture<PublishResult> publish(MqttClient client, String topic) {
        return client.publish(new Message(topic, new byte[] {1}, QoS.AT_LEAST_ONCE));
    }

    /** A device's and a fleet's link that are up. */
    private static final class Ends implements AutoCloseable {
        private static final AtomicInteger FLEETS = new AtomicInteger();

        final LinkProbe device = new LinkProbe();
        final LinkProbe fleet = new LinkProbe();
        private final Tenant tenant;
        private final DeviceId id;
        private final Loop loop = runtime.nextLoop();
        private final Loop fleetLoop = runtime.nextLoop();
        private final MqttLink link;
        private final TlsIdentity fleetIdentity;
        private final String fleetName = "fleet-" + FLEETS.incrementAndGet();
        private MqttFleetLink fleetLink;

        Ends(String name) throws Exception {
            tenant = new Tenant("tenant-" + name);
            id = new DeviceId(name);
            fleetIdentity = certificates.client(fleetName, 1);
            openFleet();
            TlsIdentity identity = certificates.client(name, 1);
            link = runtime.link(broker.server(() -> identity), loop, tenant, id, CONFIG);
            link.listen(device);
            loop.execute(link::start);
            assertThat(device.next()).isEqualTo("up");
        }

        private void openFleet() throws InterruptedException {
            fleetLink = runtime.fleetLink(broker.server(() -> fleetIdentity), fleetLoop, tenant, fleetName, CONFIG);
            fleetLink.listen(fleet);
            fleetLoop.execute(fleetLink::start);
            assertThat(fleet.next()).isEqualTo("up");
        }

        void reopenFleet() throws Exception {
            CompletableFuture<Void> done = new CompletableFuture<>();
            fleetLoop.execute(() -> {
                fleetLink.close();
                done.complete(null);
            });
            done.get(20, TimeUnit.SECONDS);
            openFleet();
        }

        SendOutcome sendUp(Channel channel, String text) throws Exception {
            CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
            loop.execute(() -> link.send(channel, text.getBytes(UTF_8), outcome::complete));
            return outcome.get(20, TimeUnit.SECONDS);
        }

        SendOutcome sendDown(Channel channel, String text) throws Exception {
            CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
            fleetLoop.execute(() -> fleetLink.send(id, channel, text.getBytes(UTF_8), outcome::complete));
            return outcome.get(20, TimeUnit.SECONDS);
        }

        SwitchResult switchTo(TlsIdentity identity) throws Exception {
            CompletableFuture<SwitchResult> result = new CompletableFuture<>();
            loop.execute(() -> link.switchIdentity(
                    identity, (outcome, detail) -> result.complete(new SwitchResult(outcome, detail))));
            return result.get(20, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            loop.execute(link::close);
            fleetLoop.execute(fleetLink::close);
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.mqtt.codec.PacketBuffer;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.session.Closed;
import io.dunlin.mqtt.session.Delivery;
import io.dunlin.mqtt.session.Message;
import io.dunlin.mqtt.session.Negotiated;
import io.dunlin.mqtt.session.ReconnectConfig;
import io.dunlin.mqtt.session.SessionConfig;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redirects and routes, over a scripted line in virtual time. */
class SessionDriverTest {

    private static final String ACCEPTED = "20 03 00 00 00";
    private static final long SECOND = 1_000_000_000L;

    private final Simulation simulation = new Simulation(1);
    private final SimNode node = simulation.node("client");
    private final FakeTransport transport = new FakeTransport();
    private final List<String> events = new ArrayList<>();
    private SessionDriver driver;
    private Routes routes;
    private Subscriptions subscriptions;

    @BeforeEach
    void create() {
        node.program(n -> {}).boot();
        simulation.run(Duration.ofMillis(1));
        SessionConfig config = SessionConfig.builder("c").build();
        driver = new SessionDriver(
                MqttServer.insecure("one", 1883),
                transport,
                node.loop(),
                config,
                new ReconnectConfig(SECOND, SECOND, 30 * SECOND, 0),
                node.random(),
                new PacketBuffer(),
                RedirectPolicy.toHosts(Set.of("two", "three", "::1")),
                new SessionDriver.Events() {
                    @Override
                    public void up(Negotiated negotiated) {
                        subscriptions.up(negotiated.sessionPresent());
                    }

                    @Override
                    public void down(Closed how) {
                        events.add("down " + how.reason());
                    }

                    @Override
                    public void message(Delivery delivery) {
                        routes.dispatch(delivery);
                    }
                });
        routes = new Routes(
                Runnable::run,
                this::unrouted,
                (delivery, reason) -> driver.session().acknowledge(delivery, reason, driver.now()));
        subscriptions = new Subscriptions(driver, config.version(), routes);
        driver.start();
    }

    private void unrouted(Message message, MessageHandler.Acknowledgement acknowledgement) {
        events.add("unrouted " + message.topic());
    }

    private void redirect(String packet) {
        transport.last().accept(ACCEPTED).run("send " + packet);
        simulation.run(Duration.ofSeconds(2));
    }

    @Test
    void serverMoved_isFollowed_forGood() {
        redirect("e0 08 9d 06 1c 0003 'two'");
        assertThat(transport.servers).last().hasToString("mqtt://two:1883");
        transport.last().handler.closed("cut");
        simulation.run(Duration.ofSeconds(2));
        assertThat(transport.servers).hasSize(3).last().hasToString("mqtt://two:1883");
    }

    @Test
    void useAnotherServer_isFollowed_once() {
        transport.last().accept("20 0f 00 9c 0c 1c 0009 'three:42 '");
        simulation.run(Duration.ofSeconds(2));
        assertThat(transport.servers).last().hasToString("mqtt://three:42");
        transport.last().handler.closed("cut");
        simulation.run(Duration.ofSeconds(2));
        assertThat(transport.servers).last().hasToString("mqtt://one:1883");
    }

    @Test
    void serverThatIsNotKnown_isNotFollowed_butTheFirstThatIs() {
        redirect("e0 09 9d 07 1c 0004 'evil'");
        assertThat(transport.servers).hasSize(2).last().hasToString("mqtt://one:1883");
        redirect("e0 13 9d 11 1c 000e 'evil [::1]:443'");
        assertThat(transport.servers).last().isEqualTo(MqttServer.insecure("::1", 443));
        redirect("e0 01 9d");
        assertThat(transport.servers).hasSize(4);
    }

    @Test
    void reference_isAHostWithOrWithoutPort() {
        MqttServer server = MqttServer.insecure("one", 1883);
        assertThat(server.moved("a.example")).isEqualTo(MqttServer.insecure("a.example", 1883));
        assertThat(server.moved("a.example:1")).isEqualTo(MqttServer.insecure("a.example", 1));
        assertThat(server.moved("[fe80::1]:9")).isEqualTo(MqttServer.insecure("fe80::1", 9));
        assertThat(server.moved("fe80::1")).isEqualTo(MqttServer.insecure("fe80::1", 1883));
        assertThat(server.moved("a:b")).isNull();
        assertThat(server.moved("")).isNull();
        assertThat(server.moved("a:99999")).isNull();
    }

    @Test
    void identifiers_tellOverlappingAndSharedSubscriptionsApart() {
        FakeTransport.FakeLine line = transport.last().accept(ACCEPTED);
        subscriptions.subscribe(to("a/#"), (message, ack) -> events.add("wide"), result -> {});
        subscriptions.subscribe(to("a/b"), (message, ack) -> events.add("narrow"), result -> {});
        subscriptions.subscribe(to("$share/g/a/b"), (message, ack) -> events.add("shared"), result -> {});
        line.run("""
                expect 82 0b 0001 02 0b01 0003 'a/#' 01
                expect 82 0b 0002 02 0b02 0003 'a/b' 01
                expect 82 14 0003 02 0b03 000c '$share/g/a/b' 01
                send   90 04 0001 00 01
                send   90 04 0002 00 01
                send   90 04 0003 00 01
                send   30 08 0003 'a/b' 02 0b02
                send   30 08 0003 'a/b' 02 0b03
                send   30 0a 0003 'a/b' 04 0b01 0b02
                """);
        assertThat(events).containsExactly("narrow", "shared", "wide", "narrow");
        events.clear();
        // Without identifiers, or with those of an earlier process, filters decide.
        line.run("send 30 06 0003 'a/c' 00\nsend 30 08 0003 'a/c' 02 0b02\nsend 30 04 0001 'x' 00");
        assertThat(events).containsExactly("wide", "wide", "unrouted x");
    }

    @Test
    void subscriptions_areMadeAgain_withTheirIdentifiers_whenTheSessionIsLost() {
        FakeTransport.FakeLine line = transport.last().accept(ACCEPTED);
        subscriptions.subscribe(to("a"), (message, ack) -> {}, result -> events.add("first " + result.isSuccess()));
        line.run("expect 82 09 0001 02 0b01 0001 'a' 01\nsend 90 04 0001 00 01");
        subscriptions.subscribe(to("b"), (message, ack) -> {}, result -> events.add("second " + result.isSuccess()));
        line.run("expect 82 09 0001 02 0b02 0001 'b' 01");
        line.handler.closed("cut");
        simulation.run(Duration.ofSeconds(2));
        transport
                .last()
                .accept(ACCEPTED)
                .run("expect 82 09 0001 02 0b02 0001 'b' 01\nexpect 82 09 0002 02 0b01 0001 'a' 01")
                .run("send 90 04 0001 00 01\nsend 90 04 0002 00 01");
        assertThat(events).containsExactly("first true", "down null", "second true");
    }

    @Test
    void handler_refusesAMessage_withAReason() {
        FakeTransport.FakeLine line = transport.last().accept(ACCEPTED);
        subscriptions.subscribe(
                to("a"),
                (message, ack) -> {
                    events.add(new String(message.payload(), StandardCharsets.US_ASCII) + ack.mayBeRepeated());
                    ack.refuse(ReasonCode.PAYLOAD_FORMAT_INVALID);
                    ack.settle();
                },
                result -> {});
        line.run("expect 82 09 0001 02 0b01 0001 'a' 01\nsend 90 04 0001 00 01");
        line.run("send 3a 07 0001 'a' 0005 00 'x'\nexpect 40 03 0005 99");
        assertThat(events).containsExactly("xtrue");
    }

    private static List<Subscription> to(String filter) {
        return List.of(new Subscription(filter, QoS.AT_LEAST_ONCE));
    }
}

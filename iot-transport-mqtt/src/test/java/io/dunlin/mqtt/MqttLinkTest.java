/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.SendOutcome;
import io.dunlin.core.Tenant;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.mqtt.FakeTransport.FakeLine;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.session.PublishResult;
import io.dunlin.mqtt.session.ReconnectConfig;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device's link over a scripted line, in virtual time. */
class MqttLinkTest {

    private static final String ACCEPTED = "20 03 00 00 00";
    private static final String RESUMED = "20 03 01 00 00";
    private static final String GRANTED = "send 90 04 0001 00 01";
    private static final String UP_TWIN = "dunlin/v1/_/dev-1/up/twin";
    private static final long SECOND = 1_000_000_000L;

    private final Simulation simulation = new Simulation(1);
    private final SimNode node = simulation.node("device");
    private final FakeTransport transport = new FakeTransport();
    private final List<String> events = new ArrayList<>();
    private MqttLink link;

    @BeforeEach
    void create() throws NoSuchAlgorithmException {
        node.program(n -> {}).boot();
        simulation.run(Duration.ofMillis(1));
        LinkConfig config = LinkConfig.DEFAULT
                .withMaxInFlight(2)
                .withKeepAliveSeconds(30)
                .withReconnect(new ReconnectConfig(SECOND, 8 * SECOND, 30 * SECOND, 0));
        MqttServer server = MqttServer.tls("localhost", 1, MqttLinkTest::identity);
        link = new MqttLink(
                server, transport, node.loop(), node.random(), Tenant.DEFAULT, new DeviceId("dev-1"), config);
        link.listen(new Link.Listener() {
            @Override
            public void up(Capabilities capabilities) {
                events.add("up " + capabilities.maxInFlight());
            }

            @Override
            public void down(String reason) {
                events.add("down " + reason);
            }

            @Override
            public void message(Channel channel, byte[] payload) {
                events.add(channel + " " + new String(payload, StandardCharsets.UTF_8));
                if (payload.length == 0) {
                    throw new IllegalStateException("a listener that throws");
                }
            }
        });
        link.start();
    }

    private static TlsIdentity identity() {
        try {
            return new TlsIdentity(1, SSLContext.getDefault(), new SSLParameters());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private FakeLine up() {
        return transport.last().accept(ACCEPTED).run("expect 82 " + subscribe() + "\n" + GRANTED);
    }

    private static String subscribe() {
        return "1e 0001 00 0018 'dunlin/v1/_/dev-1/down/+' 01";
    }

    private void send(int bytes) {
        link.send(Channel.TWIN, new byte[bytes], outcome -> events.add("sent " + outcome));
    }

    @Test
    void link_isUp_onceTheSubscriptionStands() {
        FakeLine line = transport.last().accept(ACCEPTED).run("expect 82 " + subscribe());
        assertThat(link.isUp()).isFalse();
        line.run(GRANTED);
        assertThat(events).containsExactly("up 2");
        assertThat(link.isUp()).isTrue();
    }

    @Test
    void link_isUpAtOnce_inAResumedSession() {
        transport.last().accept(RESUMED);
        assertThat(events).containsExactly("up 2");
    }

    @Test
    void link_goesDown_whenTheSubscriptionIsRefused() {
        FakeLine line = transport.last().accept(ACCEPTED);
        line.run("expect 82 " + subscribe() + "\nsend 90 04 0001 00 87\nexpect e0 00");
        assertThat(line.isClosed).isTrue();
        assertThat(events).singleElement().asString().startsWith("down CLIENT_DISCONNECTED");
    }

    @Test
    void send_isReported_withWhatBecameOfIt() {
        send(0);
        FakeLine line = up();
        send(0);
        send(0);
        send(0);
        send(link.capabilities().maxPayloadBytes() + 1);
        line.run("expect 32 1e 0019 '" + UP_TWIN + "' 0001 00\nexpect 32 1e 0019 '" + UP_TWIN + "' 0002 00\nnothing");
        line.run("send 40 02 0001\nsend 40 03 0002 97");
        assertThat(events)
                .containsExactly(
                        "sent NOT_CONNECTED",
                        "up 2",
                        "sent BUSY",
                        "sent TOO_LARGE",
                        "sent ACCEPTED",
                        "sent REFUSED_FOR_NOW");
    }

    @Test
    void send_isUnknown_whenTheLinkGoesDown_andReportedOnce() {
        FakeLine line = up();
        send(0);
        line.handler.closed("cut");
        assertThat(events).containsExactly("up 2", "sent UNKNOWN", "down TRANSPORT_LOST: cut");
        simulation.run(Duration.ofSeconds(2));
        transport.last().accept(RESUMED).run("send 40 02 0001");
        assertThat(events).hasSize(4).last().isEqualTo("up 2");
    }

    @Test
    void message_isAcknowledged_onceTheListenerReturnedOrThrew() {
        up().run("""
                send   32 21 001b 'dunlin/v1/_/dev-1/down/twin' 0009 00 'd'
                expect 40 02 0009
                send   32 20 001b 'dunlin/v1/_/dev-1/down/twin' 000a 00
                expect 40 02 000a
                send   32 0a 0005 'other' 000b 00
                expect 40 02 000b
                """);
        assertThat(events).containsExactly("up 2", "TWIN d", "TWIN ");
        assertThat(link.isUp()).isTrue();
    }

    @Test
    void link_triesAgain_alsoIfTheFirstAttemptsFail() { // aws-iot-device-sdk-java-v2 108, hivemq 747
        for (int i = 1; i <= 50; i++) {
            transport.last().handler.closed("refused");
            simulation.run(Duration.ofSeconds(8));
            assertThat(transport.lines).hasSize(i + 1);
        }
        up();
        assertThat(events).hasSize(51).last().isEqualTo("up 2");
    }

    @Test
    void close_worksWhileConnectingAndWhilePausing() { // hivemq 675
        FakeLine first = transport.last();
        first.handler.closed("refused");
        link.close();
        simulation.run(Duration.ofMinutes(1));
        assertThat(transport.lines).hasSize(1);
        send(0);
        assertThat(events).containsExactly("down TRANSPORT_LOST: refused", "sent NOT_CONNECTED");
        first.handler.opened();
        assertThat(transport.lines).hasSize(1);
    }

    @Test
    void close_saysGoodBye() {
        FakeLine line = up();
        link.close();
        line.run("expect e0 00\nnothing");
        assertThat(line.isClosed).isTrue();
    }

    @Test
    void halfOpenLine_isNoticedByTheLinksOwnTimer() {
        FakeLine line = up();
        simulation.run(Duration.ofSeconds(31));
        line.run("expect c0 00");
        simulation.run(Duration.ofSeconds(9));
        assertThat(events).containsExactly("up 2", "down PING_TIMEOUT: no PINGRESP");
        assertThat(line.isClosed).isTrue();
    }

    @Test
    void switchIdentity_keepsTheLinkUp_whenTheServerEndsTheOldConnectionFirst() {
        FakeLine old = up();
        link.switchIdentity(identity(), (outcome, detail) -> events.add("switched " + outcome));
        FakeLine next = transport.last();
        assertThat(next).isNotSameAs(old);
        next.handler.opened();
        old.run("send e0 01 8e");
        next.accept(RESUMED);
        assertThat(events).containsExactly("up 2", "switched ACCEPTED");
        assertThat(link.isUp()).isTrue();
    }

    @Test
    void switchIdentity_thatFails_leavesTheOldConnection() {
        FakeLine old = up();
        link.switchIdentity(identity(), (outcome, detail) -> events.add("switched " + outcome + " " + detail));
        link.switchIdentity(identity(), (outcome, detail) -> events.add("second " + outcome));
        transport.last().handler.closed("reset");
        assertThat(events).containsExactly("up 2", "second UNREACHABLE", "switched UNREACHABLE reset");
        send(0);
        old.run("expect 32 1e 0019 '" + UP_TWIN + "' 0001 00");
        assertThat(transport.lines).hasSize(2);
    }

    @Test
    void switchIdentity_tellsARefusalFromABrokenConnection() {
        up();
        link.switchIdentity(identity(), (outcome, detail) -> events.add("alert " + outcome));
        transport.last().handler.refused("bad certificate");
        link.switchIdentity(identity(), (outcome, detail) -> events.add("connack " + outcome));
        transport.last().accept("20 03 00 87 00");
        link.switchIdentity(identity(), (outcome, detail) -> events.add("busy " + outcome));
        transport.last().accept("20 03 00 89 00");
        assertThat(events).containsExactly("up 2", "alert REFUSED", "connack REFUSED", "busy UNREACHABLE");
    }

    @Test
    void switchIdentity_thatFails_afterTheOldConnectionEnded_goesDownAndConnectsAgain() {
        FakeLine old = up();
        link.switchIdentity(identity(), (outcome, detail) -> events.add("switched " + outcome));
        old.handler.closed("cut");
        transport.last().handler.closed("refused");
        assertThat(events).containsExactly("up 2", "switched UNREACHABLE", "down TRANSPORT_LOST: cut");
        simulation.run(Duration.ofSeconds(2));
        assertThat(transport.lines).hasSize(3);
    }

    @Test
    void outcomes_followTheReasonCodes() {
        assertThat(TopicLink.outcome(new PublishResult.Accepted(ReasonCode.NO_MATCHING_SUBSCRIBERS)))
                .isEqualTo(SendOutcome.REFUSED_FOR_NOW);
        assertThat(TopicLink.outcome(new PublishResult.Refused(ReasonCode.NOT_AUTHORIZED, "")))
                .isEqualTo(SendOutcome.REFUSED);
        assertThat(TopicLink.outcome(new PublishResult.NotSent(PublishResult.Why.TOO_LARGE)))
                .isEqualTo(SendOutcome.TOO_LARGE);
        assertThat(TopicLink.outcome(new PublishResult.NotSent(PublishResult.Why.RETAIN_NOT_SUPPORTED)))
                .isEqualTo(SendOutcome.REFUSED);
    }

    @Test
    void start_wantsAListener_andComesOnce() {
        assertThatIllegalStateException().isThrownBy(link::start);
        MqttLink deaf = new MqttLink(
                MqttServer.insecure("localhost", 1),
                transport,
                node.loop(),
                node.random(),
                Tenant.DEFAULT,
                new DeviceId("dev-2"),
                LinkConfig.DEFAULT);
        assertThatIllegalStateException().isThrownBy(deaf::start);
    }
}

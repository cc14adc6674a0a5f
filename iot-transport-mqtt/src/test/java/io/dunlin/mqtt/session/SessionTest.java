/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.mqtt.codec.DecodeLimits;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.session.SessionConfig.LostSession;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SessionTest {

    private static final String ACCEPTED = "20 03 00 00 00";
    private static final String RESUMED = "20 03 01 00 00";

    private final Harness client = Harness.ofDefaults();

    @Test
    void connect_startsCleanOnce_andAsksForTheSessionAfterwards() {
        Harness.Server first = client.open().run("expect 10 1e 0004 'MQTT' 05 02 " + Harness.CONNECT_TAIL);
        first.run("send " + ACCEPTED + "\n nothing").lose();
        assertThat(client.events()).containsExactly("up", "closed TRANSPORT_LOST: cut");
        client.open().run("expect 10 1e 0004 'MQTT' 05 00 " + Harness.CONNECT_TAIL);
    }

    @Test
    void mqtt_3_2_2_4_sessionThatTheClientDoesNotHave_isRefused() {
        Harness.Server server = client.connect(RESUMED).run("expect e0 01 82");
        assertThat(server.isClosed).isTrue();
        assertThat(client.events()).singleElement().asString().startsWith("closed SERVER_ERROR PROTOCOL_ERROR");
    }

    @Test
    void connack_refusal_isReportedWithItsReason() {
        client.connect("20 07 00 87 04 1f 0001 'x'");
        assertThat(client.events()).containsExactly("closed REFUSED NOT_AUTHORIZED: x");
        assertThat(client.session.isUp()).isFalse();
    }

    @Test
    void connack_thatDoesNotCome_endsTheAttempt() {
        Harness.Server server = client.open();
        assertThat(client.session.deadlineNanos()).isEqualTo(client.now + TimeUnit.SECONDS.toNanos(10));
        server.run("wait 9999");
        assertThat(client.events()).isEmpty();
        server.run("wait 1");
        assertThat(client.events()).containsExactly("closed CONNECT_TIMEOUT: no CONNACK");
        assertThat(client.session.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anythingBeforeConnack_isAProtocolError() {
        client.open().run("expect 10 1e 0004 'MQTT' 05 02 " + Harness.CONNECT_TAIL + "\nsend d0 00\nexpect e0 01 82");
    }

    @Test
    void malformedBytes_closeTheConnection_withTheReasonCode() {
        Harness.Server server = client.connect(ACCEPTED).run("send 36 06 0001 'a' 0001 00\nexpect e0 01 81");
        assertThat(server.isClosed).isTrue();
        server.run("send d0 00\nnothing");
    }

    @Test
    void packetLargerThanAnnounced_isRefusedByItsHeader() {
        client.connect(ACCEPTED).run("send 30 ff ff ff 7f\nexpect e0 01 95");
    }

    @Test
    void packetIds_areTheLowestFree_from1() {
        Harness.Server server = client.connect(ACCEPTED);
        client.publish("a", QoS.AT_LEAST_ONCE);
        client.publish("b", QoS.AT_LEAST_ONCE);
        client.subscribe("s");
        server.run("""
                expect 32 07 0001 'a' 0001 00 'p'
                expect 32 07 0001 'b' 0002 00 'p'
                expect 82 07 0003 00 0001 's' 01
                send   40 02 0001
                send   90 04 0003 00 01
                """);
        assertThat(client.events())
                .containsExactly(
                        "up",
                        "published a Accepted[reason=SUCCESS]",
                        "subscribed Answered[outcomes=[Outcome[filter=s, reason=GRANTED_QOS_1]], detail=]");
        client.publish("c", QoS.AT_LEAST_ONCE);
        client.publish("d", QoS.EXACTLY_ONCE);
        server.run("""
                expect 32 07 0001 'c' 0001 00 'p'
                expect 34 07 0001 'd' 0003 00 'p'
                """);
    }

    @Test
    void puback_withARefusal_isARefusedResult() {
        Harness.Server server = client.connect(ACCEPTED);
        client.publish("a", QoS.AT_LEAST_ONCE);
        server.run("send 40 03 0001 97");
        assertThat(client.events()).contains("published a Refused[reason=QUOTA_EXCEEDED, detail=]");
        assertThat(client.session.inFlight()).isZero();
    }

    @Test
    void qos2_isHandedOver_inFourPackets() {
        Harness.Server server = client.connect(ACCEPTED);
        client.publish("a", QoS.EXACTLY_ONCE);
        server.run("""
                expect 34 07 0001 'a' 0001 00 'p'
                send   50 02 0001
                expect 62 02 0001
                send   70 02 0001
                nothing
                """);
        assertThat(client.events()).contains("published a Accepted[reason=SUCCESS]");
    }

    @Test
    void qos2_afterPubrec_isResumedWithPubrel() {
        Harness.Server server = client.connect(ACCEPTED);
        client.publish("a", QoS.EXACTLY_ONCE);
        server.run("expect 34 07 0001 'a' 0001 00 'p'\nsend 50 02 0001\nexpect 62 02 0001")
                .lose();
        client.connect(RESUMED).run("expect 62 02 0001\nsend 70 02 0001\nnothing");
        assertThat(client.session.inFlight()).isZero();
    }

    @Test
    void qos2_withUnknownIds_isAnsweredAsTheSpecificationSays() {
        client.connect(ACCEPTED).run("""
                send   50 02 0009
                expect 62 03 0009 92
                send   62 02 0008
                expect 70 03 0008 92
                send   40 02 0007
                send   70 02 0006
                nothing
                """);
    }

    @Test
    void qos2_inbound_isDeliveredOnce_alsoAcrossConnections() {
        client.acknowledgeAtOnce = false;
        client.connect(ACCEPTED).run("send 34 06 0001 'a' 0005 00\nnothing").lose();
        Harness.Server server = client.connect(RESUMED).run("send 3c 06 0001 'a' 0005 00\nnothing");
        client.acknowledge(0);
        server.run("""
                expect 50 02 0005
                send   3c 06 0001 'a' 0005 00     # again on the same connection: already answered
                nothing
                send   62 02 0005
                expect 70 02 0005
                send   34 06 0001 'b' 0005 00     # a new message
                """);
        assertThat(client.events())
                .filteredOn(e -> e.startsWith("message"))
                .containsExactly("message a ", "message b ");
    }

    @Test
    void qos2_inbound_withAKnownIdButWithoutDup_isANewMessage() {
        client.connect(ACCEPTED).run("send 34 06 0001 'a' 0005 00").lose();
        client.connect(RESUMED).run("send 34 06 0001 'b' 0005 00");
        assertThat(client.events()).contains("message a ", "message b ");
    }

    @Test
    void subscriptionsMadeInUp_leaveBeforeTheMessagesThatWaited() {
        client.onUp = () -> client.subscribe("s");
        client.publish("a", QoS.AT_LEAST_ONCE);
        client.connect(ACCEPTED).run("expect 82 07 0001 00 0001 's' 01\nexpect 32 07 0001 'a' 0002 00 'p'");
    }

    @Test
    void resumedSession_sendsAgainInOrder_withDup() {
        Harness.Server server = client.connect(ACCEPTED);
        client.publish("a", QoS.AT_LEAST_ONCE);
        client.publish("b", QoS.AT_LEAST_ONCE);
        client.publish("c", QoS.AT_LEAST_ONCE);
        server.run("send 40 02 0002");
        server.lose();
        client.publish("d", QoS.AT_LEAST_ONCE);
        client.connect(RESUMED).run("""
                expect 3a 07 0001 'a' 0001 00 'p'
                expect 3a 07 0001 'c' 0003 00 'p'
                expect 32 07 0001 'd' 0002 00 'p'
                nothing
                """);
    }

    @Test
    void lostSession_publishesAgain_asNewMessagesInOrder() { // rumqtt 1056
        Harness.Server server = client.connect(ACCEPTED);
        client.publish("a", QoS.AT_LEAST_ONCE);
        client.publish("b", QoS.AT_LEAST_ONCE);
        server.run("send 40 02 0001").lose();
        client.publish("c", QoS.AT_LEAST_ONCE);
        client.connect(ACCEPTED).run("""
                expect 32 07 0001 'b' 0001 00 'p'
                expect 32 07 0001 'c' 0002 00 'p'
                send   40 02 0001
                send   40 02 0002
                """);
        assertThat(client.session.toString()).contains("in flight 0, queued 0, requests 0, packet ids 0");
    }

    @Test
    void lostSession_isReported_ifThePolicySaysSo() {
        Harness reporting = new Harness(
                SessionConfig.builder("c").lostSession(LostSession.REPORT).build());
        Harness.Server server = reporting.connect(ACCEPTED);
        reporting.publish("a", QoS.AT_LEAST_ONCE);
        reporting.publish("b", QoS.EXACTLY_ONCE);
        server.run("send 50 02 0002").lose();
        reporting.connect(ACCEPTED).run("nothing");
        assertThat(reporting.events())
                .contains(
                        "published a Unknown[detail=the server lost the session]",
                        "published b Unknown[detail=the server lost the session]");
    }

    @Test
    void receiveMaximum_boundsTheWindow_alsoWhenResuming() { // paho 582
        Harness.Server server = client.connect(ACCEPTED);
        for (String topic : List.of("a", "b", "c")) {
            client.publish(topic, QoS.AT_LEAST_ONCE);
        }
        server.lose();
        client.connect("20 06 01 00 03 21 0002").run("""
                expect 3a 07 0001 'a' 0001 00 'p'
                expect 3a 07 0001 'b' 0002 00 'p'
                nothing
                send   40 02 0001
                expect 3a 07 0001 'c' 0003 00 'p'
                nothing
                """);
    }

    @Test
    void serverLimits_areObeyed_andForgottenAtTheNextConnection() {
        // Maximum QoS 1, no retained messages, packets to 20 bytes
        Harness.Server server = client.connect("20 0c 00 00 09 24 01 25 00 27 00000014");
        client.publish("a", QoS.EXACTLY_ONCE);
        client.publish(new Message("b", new byte[0], QoS.AT_MOST_ONCE, true, PropertySet.NONE));
        client.publish(new Message("c", new byte[20], QoS.AT_MOST_ONCE));
        assertThat(client.events())
                .containsExactly(
                        "up",
                        "published a NotSent[why=QOS_NOT_SUPPORTED]",
                        "published b NotSent[why=RETAIN_NOT_SUPPORTED]",
                        "published c NotSent[why=TOO_LARGE]");
        server.lose();
        Harness.Server free = client.connect(RESUMED);
        client.publish("a", QoS.EXACTLY_ONCE);
        free.run("expect 34 07 0001 'a' 0001 00 'p'");
    }

    @Test
    void queue_isBounded_andQos0IsNotQueuedWithoutAConnection() {
        Harness small = new Harness(SessionConfig.builder("c").queue(2, 100).build());
        small.publish("zero", QoS.AT_MOST_ONCE);
        small.publish("a", QoS.AT_LEAST_ONCE);
        small.publish(new Message("large", new byte[100], QoS.AT_LEAST_ONCE));
        small.publish("b", QoS.AT_LEAST_ONCE);
        small.publish("c", QoS.AT_LEAST_ONCE);
        assertThat(small.events())
                .containsExactly(
                        "published zero NotSent[why=NOT_CONNECTED]",
                        "published large NotSent[why=QUEUE_FULL]",
                        "published c NotSent[why=QUEUE_FULL]");
        small.connect(ACCEPTED).run("expect 32 07 0001 'a' 0001 00 'p'\nexpect 32 07 0001 'b' 0002 00 'p'");
    }

    @Test
    void unwritableTransport_holdsMessagesBack() {
        Harness.Server server = client.connect(ACCEPTED);
        server.connection().writable(false, client.now);
        client.publish("a", QoS.AT_MOST_ONCE);
        server.run("nothing");
        server.connection().writable(true, client.now);
        server.run("expect 30 05 0001 'a' 00 'p'");
    }

    @Test
    void acknowledgements_leaveInTheOrderOfTheMessages() {
        client.acknowledgeAtOnce = false;
        Harness.Server server = client.connect(ACCEPTED).run("""
                send 32 06 0001 'a' 0007 00
                send 32 06 0001 'b' 0003 00
                send 34 06 0001 'c' 0009 00
                """);
        client.acknowledge(2);
        client.acknowledge(1);
        server.run("nothing");
        client.acknowledge(0);
        client.acknowledge(0);
        server.run("expect 40 02 0007\nexpect 40 02 0003\nexpect 50 02 0009\nnothing");
    }

    @Test
    void acknowledgement_afterTheConnectionEnded_isNotSentOnTheNext() {
        client.acknowledgeAtOnce = false;
        client.connect(ACCEPTED).run("send 32 06 0001 'a' 0007 00").lose();
        Harness.Server server = client.connect(RESUMED);
        client.acknowledge(0);
        server.run("nothing\nsend 3a 06 0001 'a' 0007 00\nnothing");
        client.acknowledge(1);
        server.run("expect 40 02 0007");
    }

    @Test
    void serverThatExceedsOurReceiveMaximum_isServed_untilThatIsBeyondMeasure() { // mosquitto 2.0 sends all that waits
        Harness one = new Harness(SessionConfig.builder("c").receiveMaximum(1).build());
        one.acknowledgeAtOnce = false;
        Harness.Server server = one.open().run("""
                send   20 03 00 00 00
                expect 10 1e 0004 'MQTT' 05 02 003c 10 11 00000e10 21 0001 22 0010 27 00100000 0001 'c'
                """);
        for (int i = 1; i <= SessionConfig.OVERRUN; i++) {
            server.run("send 32 06 0001 'a' " + String.format("%04x", i) + " 00\nnothing");
        }
        server.run("send 32 06 0001 'a' 0011 00\nexpect e0 01 93");
    }

    @Test
    void topicAliases_holdForOneConnection() {
        client.connect(ACCEPTED).run("""
                send 30 07 0001 'a' 03 23 0001
                send 30 06 0000 03 23 0001
                send 30 07 0001 'b' 03 23 0001
                send 30 06 0000 03 23 0001
                """).lose();
        assertThat(client.events()).containsSequence("message a ", "message a ", "message b ", "message b ");
        client.connect(RESUMED).run("send 30 06 0000 03 23 0001\nexpect e0 01 82");
        client.connect(RESUMED).run("send 30 07 0001 'a' 03 23 0011\nexpect e0 01 94");
    }

    @Test
    void keepAlive_pings_andNoticesAHalfOpenLinkByItself() {
        Harness.Server server = client.connect(ACCEPTED).run("""
                wait   59999
                nothing
                wait   1
                expect c0 00
                send   d0 00
                wait   60000
                expect c0 00
                wait   9999
                nothing
                """);
        assertThat(server.isClosed).isFalse();
        server.run("wait 1");
        assertThat(client.events()).containsExactly("up", "closed PING_TIMEOUT: no PINGRESP");
    }

    @Test
    void keepAlive_isTheServersChoice_andAnswersCountAsLife() {
        Harness.Server server = client.connect("20 06 00 00 03 13 0008"); // 8 s, so the answer has 4 s
        server.run("wait 8000\nexpect c0 00\nwait 3000\nsend 30 04 0001 'a' 00\nwait 3999\nnothing");
        assertThat(server.isClosed).isFalse();
        server.run("wait 1");
        assertThat(server.isClosed).isTrue();
    }

    @Test
    void keepAlive_pingsAlsoWhileOnlySending() {
        Harness.Server server = client.connect(ACCEPTED).run("wait 30000");
        client.publish("a", QoS.AT_MOST_ONCE);
        server.run("expect 30 05 0001 'a' 00 'p'\nwait 30000\nexpect c0 00");
    }

    @Test
    void keepAlive0_neverPings() {
        client.connect("20 06 00 00 03 13 0000");
        assertThat(client.session.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void subscribe_endsWithItsConnection() { // hivemq 408
        Harness.Server server = client.connect(ACCEPTED);
        client.subscribe("a/+");
        server.lose();
        client.subscribe("b");
        assertThat(client.events())
                .containsExactly(
                        "up",
                        "subscribed NotAnswered[detail=TRANSPORT_LOST: cut]",
                        "closed TRANSPORT_LOST: cut",
                        "subscribed NotAnswered[detail=not connected]");
        assertThat(client.session.toString()).contains("packet ids 0");
    }

    @Test
    void subscribe_isRefusedFilterByFilter_orByTheServersLimits() {
        Harness.Server server = client.connect("20 05 00 00 02 28 00");
        client.subscribe("a/+");
        client.subscribe("b");
        server.run("expect 82 07 0001 00 0001 'b' 01\nsend 90 04 0001 00 87");
        assertThat(client.events())
                .containsExactly(
                        "up",
                        "subscribed NotAnswered[detail=the server has no wildcards]",
                        "subscribed Answered[outcomes=[Outcome[filter=b, reason=NOT_AUTHORIZED]], detail=]");
    }

    @Test
    void suback_thatAnswersNothing_isAProtocolError() {
        client.connect(ACCEPTED).run("send 90 04 0001 00 00\nexpect e0 01 82");
        Harness.Server server = client.connect(ACCEPTED);
        client.subscribe("b");
        server.run("send 90 05 0001 00 00 00\nexpect 82 07 0001 00 0001 'b' 01\nexpect e0 01 82");
    }

    @Test
    void unsubscribe_isAnswered() {
        Harness.Server server = client.connect(ACCEPTED);
        client.session.unsubscribe(
                List.of("a"), result -> client.events.add("unsubscribed " + result.isSuccess()), client.now);
        server.run("expect a2 06 0001 00 0001 'a'\nsend b0 04 0001 00 11");
        assertThat(client.events()).containsExactly("up", "unsubscribed true");
    }

    @Test
    void serverDisconnect_isReported_withTheOtherServer() {
        Harness.Server server = client.connect(ACCEPTED).run("send e0 06 9d 04 1c 0001 'x'");
        assertThat(client.events()).containsExactly("up", "closed SERVER_DISCONNECTED SERVER_MOVED");
        assertThat(server.isClosed).isTrue();
    }

    @Test
    void close_saysGoodBye_andEndsWhatWaits() {
        Harness.Server server = client.connect("20 06 00 00 03 21 0001");
        client.publish("a", QoS.AT_LEAST_ONCE);
        client.publish("b", QoS.AT_LEAST_ONCE);
        client.session.close(client.now);
        server.run("expect 32 07 0001 'a' 0001 00 'p'\nexpect e0 00\nnothing");
        assertThat(client.events())
                .containsExactly(
                        "up",
                        "closed CLIENT_DISCONNECTED SUCCESS",
                        "published a Unknown[detail=the client was closed]",
                        "published b NotSent[why=NOT_CONNECTED]");
        client.publish("late", QoS.AT_LEAST_ONCE);
        client.subscribe("late");
        assertThat(client.events())
                .containsExactly(
                        "published late NotSent[why=NOT_CONNECTED]", "subscribed NotAnswered[detail=not connected]");
    }

    @Test
    void takeover_movesTheSession_onlyWhenTheServerAcceptsIt() {
        Harness.Server old = client.connect(ACCEPTED);
        client.publish("a", QoS.AT_LEAST_ONCE);
        Harness.Server next = client.open().run("expect 10 1e 0004 'MQTT' 05 00 " + Harness.CONNECT_TAIL);
        client.publish("b", QoS.AT_LEAST_ONCE);
        old.run("expect 32 07 0001 'a' 0001 00 'p'\nexpect 32 07 0001 'b' 0002 00 'p'");
        next.run("send " + RESUMED + """

                expect 3a 07 0001 'a' 0001 00 'p'
                expect 3a 07 0001 'b' 0002 00 'p'
                """);
        assertThat(old.isClosed).isTrue();
        assertThat(client.events()).containsExactly("up", "closed SUPERSEDED", "up, resumed");
    }

    @Test
    void takeover_thatIsRefused_leavesTheOldConnection() {
        Harness.Server old = client.connect(ACCEPTED);
        client.connect("20 03 00 87 00");
        assertThat(client.events()).containsExactly("up", "closed REFUSED NOT_AUTHORIZED");
        client.publish("a", QoS.AT_LEAST_ONCE);
        old.run("expect 32 07 0001 'a' 0001 00 'p'\nsend 40 02 0001");
        assertThat(client.session.isUp()).isTrue();
    }

    @Test
    void reports_mayCallTheSession() {
        Harness.Server server = client.connect("20 06 00 00 03 21 0001");
        client.session.publish(
                new Message("a", new byte[0], QoS.AT_LEAST_ONCE),
                r -> client.publish("b", QoS.AT_LEAST_ONCE),
                client.now);
        server.run("expect 32 06 0001 'a' 0001 00\nsend 40 02 0001\nexpect 32 07 0001 'b' 0001 00 'p'");
    }

    @Test
    void config_refusesWhatMqttCannotSay() {
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionConfig.builder("\u0000").build());
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionConfig.builder("c").receiveMaximum(0).build());
        assertThat(SessionConfig.builder("c")
                        .limits(new DecodeLimits(100, 1))
                        .build()
                        .limits()
                        .maxPacketBytes())
                .isEqualTo(100);
        assertThat(ReasonCode.QUOTA_EXCEEDED.isTransient()).isTrue();
    }
}

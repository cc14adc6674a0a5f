/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dunlin.mqtt.Covers;
import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.codec.Will;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the specification wants of a client beyond single packets, statement by statement. */
class ConformanceTest {

    private static final String ACCEPTED = "20 03 00 00 00";
    private static final String RESUMED = "20 03 01 00 00";

    private final Harness client = Harness.ofDefaults();

    private static Harness of(SessionConfigBuilder config) {
        return new Harness(config.build());
    }

    private static String rest(int bytes) {
        return "??".repeat(bytes);
    }

    @Test
    @Covers({"3.1.0-2", "3.1.2-1"})
    void mqtt_3_1_0_1_connectIsTheFirstPacket_andTheOnlyOneOfItsKind() {
        Harness.Server server = client.open();
        client.publish("a", QoS.AT_LEAST_ONCE);
        client.subscribe("s");
        server.run("expect 10 1e 0004 'MQTT' 05 02 " + Harness.CONNECT_TAIL + "\nnothing\nsend " + ACCEPTED);
        server.run("expect 32 07 0001 'a' 0001 00 'p'\nnothing");
    }

    @Test
    @Covers({"3.1.2-9", "3.1.2-16", "3.1.2-18", "3.1.3-1", "3.1.3-3"})
    void mqtt_3_1_2_17_connectHoldsWillUserNameAndPassword_inThisOrder() {
        Harness own = of(SessionConfig.builder("c")
                .will(new Will(
                        "w",
                        QoS.AT_LEAST_ONCE,
                        true,
                        new byte[] {'!'},
                        PropertySet.builder()
                                .set(Property.WILL_DELAY_INTERVAL, 5)
                                .build()))
                .credentials(new SessionConfig.Credentials("u", new byte[] {'x'})));
        own.open()
                .run("expect 10 30 0004 'MQTT' 05 ee 003c 10 11 00000e10 21 0040 22 0010 27 00100000 0001 'c'"
                        + " 05 18 00000005 0001 'w' 0001 '!' 0001 'u' 0001 'x'");
        // Nothing of it without the flags.
        client.open().run("expect 10 1e 0004 'MQTT' 05 02 " + Harness.CONNECT_TAIL + "\nnothing");
    }

    @Test
    void mqtt_3_1_2_19_passwordComesWithItsFlag_alsoWithoutUserName() {
        Harness own = of(SessionConfig.builder("c").credentials(new SessionConfig.Credentials("u", null)));
        own.open().run("expect 10 21 0004 'MQTT' 05 82 " + Harness.CONNECT_TAIL + " 0001 'u'");
    }

    @Test
    void mqtt_3_1_2_20_silence_isBrokenByPingreq() {
        client.connect(ACCEPTED).run("wait 59999\nnothing\nwait 1\nexpect c0 00");
    }

    @Test
    @Covers("3.2.2-21")
    void mqtt_3_1_2_21_serverKeepAlive_takesThePlaceOfOnesOwn() {
        client.connect("20 06 00 00 03 13 0005").run("wait 4999\nnothing\nwait 1\nexpect c0 00");
    }

    @Test
    @Covers({"3.1.3-2", "4.1.0-1"})
    void mqtt_3_1_2_23_sessionState_outlivesTheConnection() {
        Harness.Server server = client.connect(ACCEPTED);
        client.publish("a", QoS.AT_LEAST_ONCE);
        server.run("expect 32 07 0001 'a' 0001 00 'p'").lose();
        client.open()
                .run("expect 10 1e 0004 'MQTT' 05 00 " + Harness.CONNECT_TAIL + "\nsend " + RESUMED)
                .run("expect 3a 07 0001 'a' 0001 00 'p'");
    }

    @Test
    @Covers({"4.12.0-3", "4.12.0-5", "4.12.1-1"})
    void mqtt_3_1_2_30_beforeConnack_onlyAuthIsSent() {
        ScriptedProof proof = new ScriptedProof();
        Harness own = of(SessionConfig.builder("c").authenticator(proof));
        Harness.Server server = own.open();
        own.publish("a", QoS.AT_LEAST_ONCE);
        server.run("expect 10 26 0004 'MQTT' 05 02 003c 18 11 00000e10 15 0001 'm' 16 0001 '1' 21 0040 22 0010"
                + " 27 00100000 0001 'c'\nnothing");
        server.run("send f0 0a 18 08 15 0001 'm' 16 0001 'a'\nexpect f0 0a 18 08 15 0001 'm' 16 0001 'A'\nnothing");
        server.run("send 20 0b 00 00 08 15 0001 'm' 16 0001 'z'\nexpect 32 07 0001 'a' 0001 00 'p'");
        assertThat(own.session.authenticateAgain(own.now)).isTrue();
        assertThat(own.session.authenticateAgain(own.now)).isFalse();
        server.run("expect f0 0a 19 08 15 0001 'm' 16 0001 '1'");
        server.run("send f0 0a 18 08 15 0001 'm' 16 0001 'b'\nexpect f0 0a 18 08 15 0001 'm' 16 0001 'B'");
        server.run("send f0 06 00 04 15 0001 'm'\nnothing");
        assertThat(own.session.authenticateAgain(own.now)).isTrue();
    }

    @Test
    void mqtt_4_12_1_2_serverThatDoesNotProveItself_isLeft() {
        ScriptedProof proof = new ScriptedProof();
        proof.content = false;
        Harness own = of(SessionConfig.builder("c").authenticator(proof));
        Harness.Server server = own.open();
        server.run("expect 10 26 " + rest(38) + "\nsend 20 07 00 00 04 15 0001 'm'\nexpect e0 01 80");
        assertThat(server.isClosed).isTrue();
        Harness other = of(SessionConfig.builder("c").authenticator(new ScriptedProof()));
        Harness.Server wrong = other.open();
        wrong.run("expect 10 26 " + rest(38) + "\nsend f0 06 18 04 15 0001 'n'\nexpect e0 01 82");
        Harness none = of(SessionConfig.builder("c").authenticator(new ScriptedProof()));
        none.open().run("expect 10 26 " + rest(38) + "\nsend " + ACCEPTED + "\nexpect e0 01 82");
    }

    @Test
    void mqtt_4_12_0_7_withoutAMethod_authIsNeitherSentNorTaken() {
        Harness.Server server = client.connect(ACCEPTED);
        assertThat(client.session.authenticateAgain(client.now)).isFalse();
        server.run("nothing\nsend f0 06 18 04 15 0001 'm'\nexpect e0 01 82");
    }

    @Test
    void mqtt_3_2_0_1_anythingElseBeforeConnack_isRefused() {
        client.open().run("expect 10 1e " + rest(30) + "\nsend 90 04 0001 00 00\nexpect e0 01 82");
    }

    @Test
    void mqtt_3_2_0_2_secondConnack_isRefused() {
        client.connect(ACCEPTED).run("send " + ACCEPTED + "\nexpect e0 01 82");
    }

    @Test
    void mqtt_3_2_2_4_sessionThatTheClientDoesNotHave_isRefused() {
        assertThat(client.connect(RESUMED).run("expect e0 01 82").isClosed).isTrue();
    }

    @Test
    void mqtt_3_2_2_5_sessionThatTheServerLost_isForgotten() {
        client.acknowledgeAtOnce = false;
        Harness.Server server = client.connect(ACCEPTED).run("send 34 07 0001 'd' 0007 00 'x'");
        server.lose();
        client.connect(ACCEPTED).run("send 3c 07 0001 'd' 0007 00 'y'");
        assertThat(client.events()).contains("message d x", "message d y");
    }

    @Test
    @Covers({"4.13.2-1"})
    void mqtt_3_2_2_7_refusal_closesTheConnection() {
        assertThat(client.connect("20 03 00 87 00").isClosed).isTrue();
        assertThat(client.connect(ACCEPTED).run("send e0 01 8b").isClosed).isTrue();
    }

    @Test
    @Covers({"3.2.2-14"})
    void mqtt_3_2_2_11_whatTheServerDoesNotTake_isNotSent() {
        Harness.Server server = client.connect("20 07 00 00 04 24 01 25 00");
        client.publish("a", QoS.EXACTLY_ONCE);
        client.publish(new Message("b", new byte[0], QoS.AT_MOST_ONCE, true, PropertySet.NONE));
        server.run("nothing");
        assertThat(client.events())
                .contains(
                        "published a NotSent[why=QOS_NOT_SUPPORTED]", "published b NotSent[why=RETAIN_NOT_SUPPORTED]");
    }

    @Test
    void mqtt_3_2_2_15_packetLargerThanTheServerTakes_isNotSent() {
        Harness.Server server = client.connect("20 08 00 00 05 27 00000009");
        client.publish("aa", QoS.AT_LEAST_ONCE);
        client.publish("a", QoS.AT_LEAST_ONCE);
        server.run("expect 32 07 0001 'a' 0001 00 'p'\nnothing");
        assertThat(client.events()).contains("published aa NotSent[why=TOO_LARGE]");
    }

    @Test
    @Covers({"3.3.2-9", "3.3.2-8", "3.2.2-18"})
    void mqtt_3_2_2_17_aliases_stayBelowTheServersMaximum() {
        Harness.Server server = client.connect("20 06 00 00 03 22 0001");
        client.publish("topic", QoS.AT_LEAST_ONCE);
        client.publish("topic", QoS.AT_LEAST_ONCE);
        client.publish("other", QoS.AT_LEAST_ONCE);
        client.publish("topic", QoS.AT_LEAST_ONCE);
        server.run("""
                expect 32 0e 0005 'topic' 0001 03 23 0001 'p'
                expect 32 09 0000 0002 03 23 0001 'p'
                expect 32 0e 0005 'other' 0003 03 23 0001 'p'
                expect 32 0e 0005 'topic' 0004 03 23 0001 'p'
                """);
        Harness none = Harness.ofDefaults();
        Harness.Server without = none.connect(ACCEPTED);
        none.publish("topic", QoS.AT_LEAST_ONCE);
        without.run("expect 32 0b 0005 'topic' 0001 00 'p'");
    }

    @Test
    void mqtt_3_3_2_7_aliases_endWithTheConnection() { // paho.mqtt.java 1104
        Harness.Server server = client.connect("20 06 00 00 03 22 0010");
        client.publish("topic", QoS.AT_LEAST_ONCE);
        client.publish("topic", QoS.AT_LEAST_ONCE);
        server.run("expect 32 0e 0005 'topic' 0001 03 23 0001 'p'\nexpect 32 09 0000 0002 03 23 0001 'p'")
                .lose();
        client.connect("20 06 01 00 03 22 0010")
                .run("expect 3a 0e 0005 'topic' 0001 03 23 0001 'p'\nexpect 3a 09 0000 0002 03 23 0001 'p'")
                .lose();
        client.connect(RESUMED).run("expect 3a 0b 0005 'topic' 0001 00 'p'\nexpect 3a 0b 0005 'topic' 0002 00 'p'");
    }

    @Test
    void mqtt_3_3_2_10_aliasesOfTheServer_areTakenUpToTheMaximum() {
        client.connect(ACCEPTED)
                .run("send 30 08 0001 'a' 03 23 0010 '1'\nsend 30 07 0000 03 23 0010 '2'\nnothing")
                .run("send 30 08 0001 'a' 03 23 0011 '1'\nexpect e0 01 94");
        assertThat(client.events()).contains("message a 1", "message a 2");
        client.connect(ACCEPTED).run("send 30 07 0000 03 23 0010 '2'\nexpect e0 01 82");
    }

    @Test
    @Covers({"3.3.1-2", "3.3.1-3", "4.3.1-1", "4.3.2-2", "4.3.3-2"})
    void mqtt_3_3_1_1_dup_isSetWhenAMessageIsSentAgain_andOnlyThen() {
        Harness.Server server = client.connect(ACCEPTED);
        client.publish("a", QoS.AT_MOST_ONCE);
        client.publish("b", QoS.AT_LEAST_ONCE);
        client.publish("c", QoS.EXACTLY_ONCE);
        server.run("expect 30 05 0001 'a' 00 'p'\nexpect 32 07 0001 'b' 0001 00 'p'");
        server.run("expect 34 07 0001 'c' 0002 00 'p'").lose();
        client.connect(RESUMED).run("expect 3a 07 0001 'b' 0001 00 'p'\nexpect 3c 07 0001 'c' 0002 00 'p'");
        // A message that came with DUP does not hand it on.
        client.events();
        client.acknowledgeAtOnce = false;
        Harness.Server third = client.connect(RESUMED).run("expect 3a 07 " + rest(7) + "\nexpect 3c 07 " + rest(7));
        third.run("send 3a 07 0001 'd' 0009 00 'x'");
        client.publish(client.deliveries.get(0).message());
        third.run("expect 32 07 0001 'd' 0003 00 'x'");
    }

    @Test
    @Covers({"4.3.2-4", "4.3.3-8", "4.5.0-2", "2.2.1-5"})
    void mqtt_3_3_4_1_messages_areAcknowledgedByTheirQos() {
        client.connect(ACCEPTED)
                .run("send 30 05 0001 'd' 00 'x'\nnothing")
                .run("send 32 07 0001 'd' 0005 00 'x'\nexpect 40 02 0005")
                .run("send 34 07 0001 'd' 0006 00 'x'\nexpect 50 02 0006");
    }

    @Test
    void mqtt_3_3_4_6_subscriptionIdentifiers_areNotPublished() {
        PropertySet named =
                PropertySet.builder().set(Property.SUBSCRIPTION_IDENTIFIER, 1).build();
        Message message = new Message("a", new byte[0], QoS.AT_LEAST_ONCE, false, named);
        assertThatIllegalArgumentException().isThrownBy(() -> client.publish(message));
    }

    @Test
    @Covers({"3.3.4-8", "4.9.0-1", "4.9.0-2", "4.9.0-3"})
    void mqtt_3_3_4_7_receiveMaximum_boundsMessages_andNothingElse() { // paho.mqtt.java 582
        Harness.Server server = client.connect("20 06 00 00 03 21 0001");
        client.publish("a", QoS.EXACTLY_ONCE);
        client.publish("b", QoS.AT_LEAST_ONCE);
        client.subscribe("s");
        server.run("""
                expect 34 07 0001 'a' 0001 00 'p'
                expect 82 07 0002 00 0001 's' 01
                send   32 07 0001 'd' 0005 00 'x'
                expect 40 02 0005
                send   50 02 0001
                expect 62 02 0001
                nothing
                send   70 02 0001
                expect 32 07 0001 'b' 0001 00 'p'
                """);
    }

    @Test
    @Covers({"3.4.2-3", "3.5.2-2", "3.5.2-3", "3.6.2-2", "3.6.2-3", "3.7.2-2", "3.7.2-3", "3.14.2-3", "3.14.2-4"})
    void mqtt_3_4_2_2_answers_carryNoTextsThatCouldBeTooLong() {
        Harness.Server server = client.connect("20 08 00 00 05 27 0000000a");
        server.run("send 32 07 0001 'd' 0005 00 'x'\nexpect 40 02 0005");
        server.run("send 34 07 0001 'd' 0006 00 'x'\nexpect 50 02 0006\nsend 62 02 0006\nexpect 70 02 0006");
        client.publish("a", QoS.EXACTLY_ONCE);
        server.run("expect 34 07 0001 'a' 0001 00 'p'\nsend 50 02 0001\nexpect 62 02 0001");
        server.run("send 90 04 0009 00 00\nexpect e0 01 82");
    }

    @Test
    @Covers({"3.14.4-2"})
    void mqtt_3_14_4_1_afterDisconnect_nothingIsSent_andTheConnectionIsClosed() {
        Harness.Server server = client.connect(ACCEPTED);
        server.connection().disconnect(ReasonCode.SUCCESS, client.now);
        client.publish("a", QoS.AT_MOST_ONCE);
        server.run("expect e0 00\nnothing");
        assertThat(server.isClosed).isTrue();
    }

    @Test
    @Covers({"4.3.2-1", "4.3.3-1"})
    void mqtt_2_2_1_3_packetIds_areNotZeroAndNotInUse() {
        Harness.Server server = client.connect(ACCEPTED);
        client.publish("a", QoS.AT_LEAST_ONCE);
        client.publish("b", QoS.EXACTLY_ONCE);
        client.subscribe("s");
        client.session.unsubscribe(List.of("s"), result -> {}, client.now);
        server.run("""
                expect 32 07 0001 'a' 0001 00 'p'
                expect 34 07 0001 'b' 0002 00 'p'
                expect 82 07 0003 00 0001 's' 01
                expect a2 06 0004 00 0001 's'
                """);
    }

    @Test
    @Covers({"4.3.3-3", "4.3.3-5"})
    void mqtt_4_3_2_3_message_isUnacknowledged_untilItsAnswerComes() {
        Harness.Server server = client.connect(ACCEPTED);
        client.publish("a", QoS.AT_LEAST_ONCE);
        client.publish("b", QoS.EXACTLY_ONCE);
        server.run("expect 32 07 " + rest(7) + "\nexpect 34 07 " + rest(7));
        assertThat(client.session.inFlight()).isEqualTo(2);
        server.run("send 40 02 0001\nsend 50 02 0002\nexpect 62 02 0002");
        assertThat(client.session.inFlight()).isEqualTo(1);
        server.run("send 70 02 0002");
        assertThat(client.session.inFlight()).isZero();
    }

    @Test
    void mqtt_4_3_2_5_afterPuback_thePacketIdIsAnothersAgain() {
        client.connect(ACCEPTED)
                .run(
                        "send 32 07 0001 'd' 0005 00 'x'\nexpect 40 02 0005\nsend 3a 07 0001 'd' 0005 00 'y'\nexpect 40 02 0005");
        assertThat(client.events()).contains("message d x", "message d y");
    }

    @Test
    @Covers({"4.3.3-6", "4.4.0-1", "4.6.0-1"})
    void mqtt_4_3_3_4_pubrec_isAnsweredWithPubrel_andThatIsWhatIsSentAgain() {
        Harness.Server server = client.connect(ACCEPTED);
        client.publish("a", QoS.EXACTLY_ONCE);
        client.publish("b", QoS.AT_LEAST_ONCE);
        server.run("expect 34 07 0001 'a' 0001 00 'p'\nexpect 32 07 0001 'b' 0002 00 'p'");
        server.run("send 50 02 0001\nexpect 62 02 0001\nwait 30000\nnothing").lose();
        client.connect(RESUMED).run("expect 62 02 0001\nexpect 3a 07 0001 'b' 0002 00 'p'\nnothing");
    }

    @Test
    void mqtt_4_3_3_7_messageThatWasSent_doesNotExpire() {
        Harness.Server server = client.connect(ACCEPTED);
        client.publish(new Message(
                "a",
                new byte[] {'p'},
                QoS.EXACTLY_ONCE,
                false,
                PropertySet.builder().set(Property.MESSAGE_EXPIRY_INTERVAL, 1).build()));
        server.run("expect 34 0c 0001 'a' 0001 05 02 00000001 'p'").lose();
        client.pass(Duration.ofSeconds(5));
        client.connect(RESUMED).run("expect 3c 0c 0001 'a' 0001 05 02 00000000 'p'");
    }

    @Test
    void mqtt_4_3_3_9_afterARefusal_thePacketIdIsAnothersAgain() {
        client.acknowledgeAtOnce = false;
        Harness.Server server = client.connect(ACCEPTED).run("send 34 07 0001 'd' 0005 00 'x'");
        client.session.acknowledge(client.deliveries.get(0), ReasonCode.QUOTA_EXCEEDED, client.now);
        server.run("expect 50 03 0005 97\nsend 34 07 0001 'd' 0005 00 'y'");
        assertThat(client.events()).contains("message d x", "message d y");
    }

    @Test
    @Covers({"4.3.3-11", "4.3.3-12", "4.3.3-13"})
    void mqtt_4_3_3_10_untilPubrel_aMessageComesOnce() {
        Harness.Server server = client.connect(ACCEPTED);
        server.run("send 34 0c 0001 'd' 0005 05 02 00000001 'x'\nexpect 50 02 0005")
                .lose();
        client.pass(Duration.ofSeconds(5));
        server = client.connect(RESUMED);
        server.run("send 3c 0c 0001 'd' 0005 05 02 00000001 'x'\nexpect 50 02 0005");
        server.run("send 62 02 0005\nexpect 70 02 0005\nsend 3c 07 0001 'd' 0005 00 'y'\nexpect 50 02 0005");
        assertThat(client.events())
                .containsExactly("up", "message d x", "closed TRANSPORT_LOST: cut", "up, resumed", "message d y");
    }

    @Test
    void mqtt_4_4_0_2_refusedMessage_isNotSentAgain() {
        Harness.Server server = client.connect(ACCEPTED);
        client.publish("a", QoS.EXACTLY_ONCE);
        server.run("expect 34 07 0001 'a' 0001 00 'p'\nsend 50 03 0001 97\nnothing")
                .lose();
        client.connect(RESUMED).run("nothing");
    }

    @Test
    @Covers("4.6.0-3")
    void mqtt_4_6_0_2_acknowledgements_leaveInTheOrderOfTheMessages() {
        client.acknowledgeAtOnce = false;
        Harness.Server server = client.connect(ACCEPTED)
                .run(
                        "send 32 07 0001 'd' 0005 00 '1'\nsend 34 07 0001 'd' 0003 00 '2'\nsend 32 07 0001 'd' 0004 00 '3'");
        client.acknowledge(2);
        client.acknowledge(1);
        server.run("nothing");
        client.acknowledge(0);
        server.run("expect 40 02 0005\nexpect 50 02 0003\nexpect 40 02 0004");
    }

    @Test
    void mqtt_4_6_0_4_pubrels_leaveInTheOrderOfPubrecs() {
        Harness.Server server = client.connect(ACCEPTED);
        client.publish("a", QoS.EXACTLY_ONCE);
        client.publish("b", QoS.EXACTLY_ONCE);
        server.run("expect 34 07 " + rest(7) + "\nexpect 34 07 " + rest(7));
        server.run("send 50 02 0002\nsend 50 02 0001\nexpect 62 02 0002\nexpect 62 02 0001");
    }

    @Test
    void mqtt_4_13_1_1_malformedPacket_closesTheConnection_andSaysWhy() {
        Harness.Server server = client.connect(ACCEPTED).run("send 36 06 0001 'a' 0001 00\nexpect e0 01 81");
        assertThat(server.isClosed).isTrue();
    }

    @Test
    void mqtt_3_8_3_4_sharedSubscription_isNotNoLocal() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Subscription("$share/g/t", QoS.AT_LEAST_ONCE, true, false, Subscription.Retained.ALWAYS));
    }

    @Test
    void retainedHandling_isAskedFor() {
        Harness.Server server = client.connect(ACCEPTED);
        client.session.subscribe(
                List.of(
                        new Subscription("a", QoS.AT_LEAST_ONCE, true, true, Subscription.Retained.IF_NEW),
                        new Subscription("b", QoS.AT_MOST_ONCE, false, false, Subscription.Retained.NEVER)),
                PropertySet.NONE,
                result -> {},
                client.now);
        server.run("expect 82 0b 0001 00 0001 'a' 1d 0001 'b' 20");
    }

    @Test
    void problemAndResponseInformation_areAskedFor() {
        Harness own = of(SessionConfig.builder("c").problemInformation(false).responseInformation(true));
        own.open()
                .run("expect 10 22 0004 'MQTT' 05 02 003c 14 11 00000e10 17 00 19 01 21 0040 22 0010 27 00100000"
                        + " 0001 'c'\nsend 20 08 00 00 05 1a 0002 'r/'");
        assertThat(own.session.negotiated().responseInformation()).isEqualTo("r/");
    }

    /** Answers in capitals. */
    private static final class ScriptedProof implements Authenticator {
        private boolean content = true;

        @Override
        public String method() {
            return "m";
        }

        @Override
        public Exchange begin() {
            return new Exchange() {
                @Override
                public byte[] first() {
                    return new byte[] {'1'};
                }

                @Override
                public byte[] answer(byte[] challenge) {
                    return new byte[] {(byte) (challenge[0] - 32)};
                }

                @Override
                public boolean accept(byte[] last) {
                    return content;
                }
            };
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.ProtocolVersion;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.Subscription;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The session in MQTT 3.1.1: statements that differ from MQTT 5's carry their ids. */
class Mqtt311Test {

    private static final String KEEP = "10 0d 0004 'MQTT' 04 00 003c 0001 'c'";
    private static final String ACCEPTED = "20 02 00 00";
    private static final String RESUMED = "20 02 01 00";

    private final Harness client = of(SessionConfig.builder("c"));

    private static Harness of(SessionConfigBuilder config) {
        return new Harness(config.version(ProtocolVersion.V3_1_1).build());
    }

    private Harness.Server up(String connAck) {
        return client.open().run("expect " + KEEP + "\nsend " + connAck);
    }

    @Test
    void cleanSession_isSent_ifTheSessionIsNotToOutliveTheConnection() {
        up(ACCEPTED).lose();
        up(RESUMED);
        assertThat(client.events()).containsExactly("up", "closed TRANSPORT_LOST: cut", "up, resumed");
        of(SessionConfig.builder("c").sessionExpirySeconds(0))
                .open()
                .run("expect 10 0d 0004 'MQTT' 04 02 003c 0001 'c'");
    }

    @Test
    void mqtt311_3_1_3_7_sessionWithoutClientId_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> of(SessionConfig.builder("")));
        of(SessionConfig.builder("").sessionExpirySeconds(0)).open().run("expect 10 0c 0004 'MQTT' 04 02 003c 0000");
    }

    @Test
    void enhancedAuthentication_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(SessionConfig.builder("c").authenticator(new Authenticator() {
                    @Override
                    public String method() {
                        return "m";
                    }

                    @Override
                    public Exchange begin() {
                        throw new AssertionError();
                    }
                })));
    }

    @Test
    void messages_goBothWays_withoutPropertiesAndReasons() {
        Harness.Server server = up(ACCEPTED);
        PropertySet properties = PropertySet.builder()
                .set(Property.CONTENT_TYPE, "text")
                .set(Property.MESSAGE_EXPIRY_INTERVAL, 60)
                .build();
        client.publish(new Message("a", new byte[] {'p'}, QoS.AT_LEAST_ONCE, false, properties));
        client.publish("b", QoS.EXACTLY_ONCE);
        server.run("""
                expect 32 06 0001 'a' 0001 'p'
                expect 34 06 0001 'b' 0002 'p'
                send   40 02 0001
                send   50 02 0002
                expect 62 02 0002
                send   70 02 0002
                send   34 06 0001 'd' 0007 'x'
                expect 50 02 0007
                send   62 02 0007
                expect 70 02 0007
                """);
        assertThat(client.events())
                .containsExactly(
                        "up",
                        "published a Accepted[reason=SUCCESS]",
                        "published b Accepted[reason=SUCCESS]",
                        "message d x");
    }

    @Test
    void subscriptions_areAnsweredByReturnCodes_andUnsubscribeByNone() {
        Harness.Server server = up(ACCEPTED);
        client.subscribe("s");
        server.run("expect 82 06 0001 0001 's' 01\nsend 90 03 0001 80");
        client.session.unsubscribe(List.of("s"), result -> client.events.add("" + result.isSuccess()), client.now);
        server.run("expect a2 05 0001 0001 's'\nsend b0 02 0001");
        client.subscribe("$share/g/s");
        client.session.subscribe(
                List.of(new Subscription("s", QoS.AT_LEAST_ONCE, true, false, Subscription.Retained.ALWAYS)),
                PropertySet.NONE,
                result -> client.events.add(result.kind().toString()),
                client.now);
        server.run("nothing");
        assertThat(client.events().subList(1, 5))
                .satisfiesExactly(
                        refused -> assertThat(refused).contains("UNSPECIFIED_ERROR"),
                        removed -> assertThat(removed).isEqualTo("true"),
                        shared -> assertThat(shared).contains("NotAnswered"),
                        option -> assertThat(option).isEqualTo("NOT_ANSWERED"));
    }

    @Test
    void refusal_isTheSameReason_asInMqtt5() {
        client.open().run("expect " + KEEP + "\nsend 20 02 00 05");
        assertThat(client.events()).containsExactly("closed REFUSED NOT_AUTHORIZED");
    }

    @Test
    void serverThatBreaksTheProtocol_isLeftWithoutAWord() { // DISCONNECT would say that all is well
        for (String bad : List.of("e0 00", "f0 00", "20 02 00 00", "90 03 0001 07", "40 03 0001 00")) {
            Harness own = of(SessionConfig.builder("c"));
            Harness.Server server =
                    own.open().run("expect " + KEEP + "\nsend " + ACCEPTED + "\nsend " + bad + "\nnothing");
            assertThat(server.isClosed).as(bad).isTrue();
            assertThat(own.events()).last().asString().startsWith("closed SERVER_ERROR");
        }
        client.open().run("expect " + KEEP + "\nsend 20 02 00 06\nnothing");
        assertThat(client.events()).singleElement().asString().startsWith("closed SERVER_ERROR");
    }

    @Test
    void server_mayHaveMoreMessagesUnderWay_thanReceiveMaximum() {
        Harness own = of(SessionConfig.builder("c").receiveMaximum(1));
        own.acknowledgeAtOnce = false;
        Harness.Server server = own.open().run("expect " + KEEP + "\nsend " + ACCEPTED);
        server.run("send 32 06 0001 'd' 0001 'x'\nsend 32 06 0001 'd' 0002 'y'\nnothing");
        own.acknowledge(0);
        own.acknowledge(1);
        server.run("expect 40 02 0001\nexpect 40 02 0002");
    }

    @Test
    void close_saysGoodBye_withoutAReason() {
        Harness.Server server = up(ACCEPTED);
        client.session.close(client.now);
        server.run("expect e0 00");
    }
}

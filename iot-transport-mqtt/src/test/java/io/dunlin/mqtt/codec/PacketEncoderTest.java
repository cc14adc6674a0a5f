/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PacketEncoderTest {

    private final PacketEncoder client = new PacketEncoder(Role.CLIENT);

    @Test
    void publish_isWrittenInTheShortestForm() {
        Publish publish = Publish.of("a/b", QoS.AT_LEAST_ONCE, true, false, 7, PropertySet.NONE, new byte[] {1, 2, 3});
        assertThat(client.encode(publish)).isEqualTo(PacketDecoderTest.hex("3a 0b 0003 612f62 0007 00 010203"));
    }

    @Test
    void connect_holdsEveryField_inTheOrderOfTheSpecification() {
        Will will = new Will("w", QoS.AT_LEAST_ONCE, true, new byte[] {9}, PropertySet.NONE);
        PropertySet properties =
                PropertySet.builder().set(Property.RECEIVE_MAXIMUM, 10).build();
        Connect connect = new Connect("c", true, 60, will, "u", new byte[] {8}, properties);
        assertThat(client.encode(connect))
                .isEqualTo(PacketDecoderTest.hex(
                        "10 1e 0004 4d515454 05 ee 003c 03 21000a 0001 63 00 0001 77 0001 09 0001 75 0001 08"));
    }

    @Test
    void topic_ofMoreThan65535Bytes_isRefused() { // netty-codec-mqtt writes length 3
        String topic = "t".repeat(65_539);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Publish.of(topic, QoS.AT_MOST_ONCE, false, false, 0, PropertySet.NONE, new byte[0]));
    }

    @Test
    void encoder_refusesWhatItsRoleMayNotSend() {
        assertThatIllegalArgumentException().isThrownBy(() -> client.encode(Ping.RESPONSE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.encode(new Disconnect(ReasonCode.SERVER_BUSY, PropertySet.NONE)));
        PropertySet identifier =
                PropertySet.builder().set(Property.SUBSCRIPTION_IDENTIFIER, 1).build();
        Publish publish = Publish.of("a", QoS.AT_MOST_ONCE, false, false, 0, identifier, new byte[0]);
        assertThatIllegalArgumentException().isThrownBy(() -> client.encode(publish));
        assertThat(new PacketEncoder(Role.SERVER).length(publish)).isEqualTo(8);
    }

    @Test
    void buffer_keepsPacketsBackToBack_andForgetsALargeOne() {
        PacketBuffer buffer = new PacketBuffer();
        buffer.append(client, Ping.REQUEST);
        buffer.append(client, new PublishReply(PacketType.PUBACK, 1, ReasonCode.SUCCESS));
        assertThat(Arrays.copyOf(buffer.array(), buffer.length())).isEqualTo(PacketDecoderTest.hex("c000 40020001"));
        buffer.append(client, Publish.of("t", QoS.AT_MOST_ONCE, false, false, 0, PropertySet.NONE, new byte[100_000]));
        buffer.clear();
        assertThat(buffer.length()).isZero();
        assertThat(buffer.array().length).isLessThan(20_000);
    }
}

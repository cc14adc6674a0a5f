/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketDecoderTest {

    @Test
    void publish_readsInPlace_withoutCopyingThePayload() {
        byte[] bytes = hex("32 0b 0003 612f62 0007 00 010203");
        Publish publish = (Publish) decode(Role.CLIENT, bytes);
        assertThat(publish.topic()).isEqualTo("a/b");
        assertThat(publish.packetId()).isEqualTo(7);
        assertThat(publish.array()).isSameAs(bytes);
        assertThat(publish.offset()).isEqualTo(10);
        assertThat(publish.payload()).containsExactly(1, 2, 3);
    }

    @Test
    void shortReplies_meanSuccess_whenReasonAndPropertiesAreLeftOut() {
        assertThat(decode(Role.CLIENT, hex("40 02 0007")))
                .isEqualTo(new PublishReply(PacketType.PUBACK, 7, ReasonCode.SUCCESS));
        assertThat(decode(Role.CLIENT, hex("40 03 0007 97")))
                .isEqualTo(new PublishReply(PacketType.PUBACK, 7, ReasonCode.QUOTA_EXCEEDED));
        assertThat(decode(Role.CLIENT, hex("e0 00"))).isEqualTo(new Disconnect(ReasonCode.SUCCESS, PropertySet.NONE));
    }

    @Test
    void receiveMaximum65535_isReadAsAnUnsignedNumber() { // paho.mqtt.java 1042
        ConnAck connAck = (ConnAck) decode(Role.CLIENT, hex("20 06 00 00 03 21ffff"));
        assertThat(connAck.properties().number(Property.RECEIVE_MAXIMUM, 0)).isEqualTo(65_535);
    }

    @Test
    void properties_ofMoreThan127Bytes_leaveThePayloadWhole() { // netty 2020 to 2026
        PropertySet properties = PropertySet.builder().add("k", "v".repeat(200)).build();
        Publish publish = Publish.of("t", QoS.AT_MOST_ONCE, false, false, 0, properties, new byte[] {42});
        Publish read = (Publish) decode(Role.CLIENT, new PacketEncoder(Role.SERVER).encode(publish));
        assertThat(read.payload()).containsExactly(42);
        assertThat(read).isEqualTo(publish);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // Fixed header
        "packet type 0, 00 00, MALFORMED_PACKET",
        "a client gets CONNECT, 10 0d 0004 4d515454 05 02 003c 00 0000, PROTOCOL_ERROR",
        "a client gets PINGREQ, c0 00, PROTOCOL_ERROR",
        "flags of PUBACK, 41 02 0007, MALFORMED_PACKET",
        "flags of PUBREL, 60 02 0007, MALFORMED_PACKET",
        "flags of PINGRESP, d1 00, MALFORMED_PACKET",
        "PINGRESP with a body, d0 01 00, MALFORMED_PACKET",
        "remaining length in two bytes for zero, d0 80 00, MALFORMED_PACKET",
        "remaining length of five bytes, d0 80 80 80 80 01, MALFORMED_PACKET",
        "bytes after the end of PUBACK, 40 05 0007 00 00 ff, MALFORMED_PACKET",
        // PUBLISH
        "QoS 3, 36 06 0001 61 0001 00, MALFORMED_PACKET",
        "DUP with QoS 0, 38 04 0001 61 00, MALFORMED_PACKET",
        "packet id 0, 32 06 0001 61 0000 00, MALFORMED_PACKET",
        "topic with a plus, 30 06 0003 612f2b 00, MALFORMED_PACKET",
        "topic with a number sign, 30 04 0001 23 00, MALFORMED_PACKET",
        "empty topic without alias, 30 03 0000 00, PROTOCOL_ERROR",
        "topic alias 0, 30 07 0001 61 03 230000, TOPIC_ALIAS_INVALID",
        "topic longer than the packet, 30 04 00ff 61 00, MALFORMED_PACKET",
        "properties longer than the packet, 30 05 0001 61 05 01, MALFORMED_PACKET",
        "property length overlong, 30 05 0001 61 80 00, MALFORMED_PACKET",
        "payload format 2, 30 06 0001 61 02 0102, PROTOCOL_ERROR",
        "payload format twice, 30 08 0001 61 04 0101 0101, PROTOCOL_ERROR",
        "subscription identifier 0, 30 06 0001 61 02 0b00, PROTOCOL_ERROR",
        "response topic with a wildcard, 30 08 0001 61 04 08 0001 2b, PROTOCOL_ERROR",
        "a property of CONNACK, 30 07 0001 61 03 210001, MALFORMED_PACKET",
        "an unknown property, 30 06 0001 61 02 0401, MALFORMED_PACKET",
        "a property without its value, 30 05 0001 61 01 01, MALFORMED_PACKET",
        // UTF-8
        "topic with U+0000, 30 04 0001 00 00, MALFORMED_PACKET",
        "overlong form of a slash, 30 05 0002 c0af 00, MALFORMED_PACKET",
        "a surrogate, 30 06 0003 eda080 00, MALFORMED_PACKET",
        "beyond U+10FFFF, 30 07 0004 f4908080 00, MALFORMED_PACKET",
        "a lone continuation byte, 30 04 0001 80 00, MALFORMED_PACKET",
        "a cut sequence, 30 05 0002 e282 00, MALFORMED_PACKET",
        // CONNACK
        "acknowledge flags, 20 03 02 00 00, MALFORMED_PACKET",
        "a refusal with a session, 20 03 01 87 00, PROTOCOL_ERROR",
        "a reason code of SUBACK, 20 03 00 8f 00, PROTOCOL_ERROR",
        "an unknown reason code, 20 03 00 ff 00, PROTOCOL_ERROR",
        "CONNACK without properties, 20 02 00 00, MALFORMED_PACKET",
        "receive maximum 0, 20 06 00 00 03 210000, PROTOCOL_ERROR",
        "receive maximum twice, 20 09 00 00 06 210001 210001, PROTOCOL_ERROR",
        "maximum packet size 0, 20 08 00 00 05 27 00000000, PROTOCOL_ERROR",
        "maximum QoS 2, 20 05 00 00 02 2402, PROTOCOL_ERROR",
        "retain available 2, 20 05 00 00 02 2502, PROTOCOL_ERROR",
        "authentication data without method, 20 07 00 00 04 16 0001 ff, PROTOCOL_ERROR",
        // The rest
        "SUBACK without a reason code, 90 03 0001 00, MALFORMED_PACKET",
        "SUBACK with packet id 0, 90 04 0000 00 00, MALFORMED_PACKET",
        "UNSUBACK with a granted QoS, b0 04 0001 00 01, PROTOCOL_ERROR",
        "PUBACK with a reason code of CONNACK, 40 03 0001 8c, PROTOCOL_ERROR",
        "PUBCOMP with not authorized, 70 03 0001 87, PROTOCOL_ERROR",
        "DISCONNECT with Will from a server, e0 01 04, PROTOCOL_ERROR",
        "session expiry in DISCONNECT from a server, e0 07 00 05 11 00000001, MALFORMED_PACKET",
        "AUTH without a method, f0 02 18 00, PROTOCOL_ERROR",
        "re-authenticate from a server, f0 06 19 04 15 0001 61, PROTOCOL_ERROR",
    })
    void client_refuses(String what, String bytes, ReasonCode reason) {
        assertRefused(Role.CLIENT, bytes, reason);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "another protocol, 10 0d 0004 4d515455 05 02 003c 00 0000, UNSUPPORTED_PROTOCOL_VERSION",
        "version 4, 10 0c 0004 4d515454 04 02 003c 0000, UNSUPPORTED_PROTOCOL_VERSION",
        "reserved connect flag, 10 0d 0004 4d515454 05 03 003c 00 0000, MALFORMED_PACKET",
        "Will QoS without Will, 10 0d 0004 4d515454 05 0a 003c 00 0000, MALFORMED_PACKET",
        "Will QoS 3, 10 13 0004 4d515454 05 1e 003c 00 0000 00 0001 61 0000, MALFORMED_PACKET",
        "Will topic with a wildcard, 10 13 0004 4d515454 05 06 003c 00 0000 00 0001 23 0000, MALFORMED_PACKET",
        "Will delay outside the Will, 10 12 0004 4d515454 05 02 003c 05 1800000001 0000, MALFORMED_PACKET",
        "password flag without a password, 10 0d 0004 4d515454 05 42 003c 00 0000, MALFORMED_PACKET",
        "subscription identifier in PUBLISH, 30 06 0001 61 02 0b01, MALFORMED_PACKET",
        "SUBSCRIBE without a filter, 82 03 0001 00, MALFORMED_PACKET",
        "flags of SUBSCRIBE, 80 07 0001 00 0001 61 00, MALFORMED_PACKET",
        "two subscription identifiers, 82 0b 0001 04 0b01 0b02 0001 61 00, PROTOCOL_ERROR",
        "subscription QoS 3, 82 07 0001 00 0001 61 03, MALFORMED_PACKET",
        "retain handling 3, 82 07 0001 00 0001 61 30, PROTOCOL_ERROR",
        "reserved option bit, 82 07 0001 00 0001 61 40, MALFORMED_PACKET",
        "no local on a shared subscription, 82 0f 0001 00 0009 2473686172652f672f 04, MALFORMED_PACKET",
        "filter with a wildcard inside a level, 82 08 0001 00 0002 612b 00, MALFORMED_PACKET",
        "filter that goes on after a number sign, 82 09 0001 00 0003 232f61 00, MALFORMED_PACKET",
        "UNSUBSCRIBE without a filter, a2 03 0001 00, MALFORMED_PACKET",
        "server reference in DISCONNECT, e0 06 00 04 1c 0001 61, MALFORMED_PACKET",
        "server busy in DISCONNECT, e0 01 89, PROTOCOL_ERROR",
    })
    void server_refuses(String what, String bytes, ReasonCode reason) {
        assertRefused(Role.SERVER, bytes, reason);
    }

    @Test
    void decoder_refusesMoreElementsThanTheLimit() {
        PacketDecoder decoder = new PacketDecoder(Role.SERVER, new DecodeLimits(1000, 2));
        byte[] three = hex("82 0f 0001 00 0001 61 00 0001 62 00 0001 63 00");
        MqttDecodeException e =
                catchThrowableOfType(MqttDecodeException.class, () -> decoder.decode(three, 0, three.length));
        assertThat(e.reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        byte[] properties = hex("e0 11 00 0f 26 0000 0000 26 0000 0000 26 0000 0000");
        assertThatThrownBy(() -> decoder.decode(properties, 0, properties.length))
                .isInstanceOf(MqttDecodeException.class)
                .hasMessageContaining("more than 2");
    }

    @Test
    void stream_refusesALargePacket_beforeItIsThere() {
        PacketStream stream = new PacketStream(1000);
        MqttDecodeException e = catchThrowableOfType(
                MqttDecodeException.class, () -> stream.feed(hex("30 ff ff ff 7f"), 0, 5, (b, o, l) -> true));
        assertThat(e.reason()).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
    }

    @Test
    void stream_holdsWhatCame_notWhatWasAnnounced() {
        PacketStream stream = new PacketStream(DecodeLimits.MAX_PACKET_BYTES);
        stream.feed(hex("30 ff ff ff 7f 00 01"), 0, 7, (b, o, l) -> true);
        assertThat(stream.heldCapacity()).isLessThan(200);
    }

    private static void assertRefused(Role reader, String text, ReasonCode reason) {
        byte[] bytes = hex(text);
        PacketDecoder decoder = new PacketDecoder(reader, DecodeLimits.DEFAULT);
        MqttDecodeException e = catchThrowableOfType(MqttDecodeException.class, () -> {
            PacketStream stream = new PacketStream(DecodeLimits.DEFAULT.maxPacketBytes());
            stream.feed(bytes, 0, bytes.length, (b, o, l) -> {
                assertThat(l).as("the example is one packet").isEqualTo(bytes.length);
                decoder.decode(b, o, l);
                return true;
            });
        });
        assertThat(e).as("nothing was refused").isNotNull();
        assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
    }

    private static Packet decode(Role reader, byte[] bytes) {
        return new PacketDecoder(reader, DecodeLimits.DEFAULT).decode(bytes, 0, bytes.length);
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}

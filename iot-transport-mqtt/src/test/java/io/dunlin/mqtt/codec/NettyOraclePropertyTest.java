/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Netty's MQTT codec as a second opinion: it reads what ours writes, and ours reads what it writes again. */
class NettyOraclePropertyTest {

    @Property
    void netty_readsTheSamePacket_andOursReadsItBack(@ForAll Role sender, @ForAll long seed) {
        Packet packet = new Packets(seed, sender).next();
        byte[] bytes = new PacketEncoder(sender).encode(packet);
        EmbeddedChannel decoder = new EmbeddedChannel(new MqttDecoder(1 << 20));
        if (packet.type() != PacketType.CONNECT) {
            // Netty learns the version from CONNECT.
            byte[] first = new PacketEncoder(Role.CLIENT)
                    .encode(new Connect("c", true, 0, null, null, null, PropertySet.NONE));
            decoder.writeInbound(Unpooled.wrappedBuffer(first));
            decoder.readInbound();
        }
        decoder.writeInbound(Unpooled.wrappedBuffer(bytes));
        MqttMessage read = decoder.readInbound();
        assertThat(read.decoderResult().isSuccess())
                .as(packet + ": " + read.decoderResult())
                .isTrue();
        assertThat(read.fixedHeader().messageType().value())
                .isEqualTo(packet.type().value());
        compareSome(packet, read);

        EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
        if (packet.type() != PacketType.CONNECT) {
            teachVersion(encoder);
        }
        encoder.writeOutbound(read);
        byte[] again = outbound(encoder);
        assertThat(PacketCodecPropertyTest.decoder(sender).decode(again, 0, again.length))
                .isEqualTo(packet);
        decoder.finishAndReleaseAll();
        encoder.finishAndReleaseAll();
    }

    @Property
    void netty_readsMqtt311_andOursReadsItBack(@ForAll Role sender, @ForAll long seed) {
        Packet packet = Bare.of(new Packets(seed, sender).next());
        if (packet == null || !packet.type().isSentBy(sender, ProtocolVersion.V3_1_1)) {
            return;
        }
        EmbeddedChannel decoder = new EmbeddedChannel(new MqttDecoder(1 << 20));
        decoder.writeInbound(Unpooled.wrappedBuffer(new PacketEncoder(sender, ProtocolVersion.V3_1_1).encode(packet)));
        MqttMessage read = decoder.readInbound();
        assertThat(read.decoderResult().isSuccess())
                .as(packet + ": " + read.decoderResult())
                .isTrue();
        EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
        encoder.writeOutbound(read);
        byte[] again = outbound(encoder);
        PacketDecoder ours = new PacketDecoder(sender.peer(), DecodeLimits.DEFAULT, ProtocolVersion.V3_1_1);
        assertThat(ours.decode(again, 0, again.length)).isEqualTo(packet);
        decoder.finishAndReleaseAll();
        encoder.finishAndReleaseAll();
    }

    private static void compareSome(Packet packet, MqttMessage read) {
        if (packet instanceof Publish publish) {
            MqttPublishMessage theirs = (MqttPublishMessage) read;
            assertThat(theirs.variableHeader().topicName()).isEqualTo(publish.topic());
            assertThat(theirs.fixedHeader().qosLevel().value())
                    .isEqualTo(publish.qos().value());
            assertThat(ByteBufUtil.getBytes(theirs.payload())).isEqualTo(publish.payload());
            assertThat(userProperties(theirs.variableHeader().properties()))
                    .isEqualTo(publish.properties().userProperties());
        } else if (packet instanceof ConnAck connAck) {
            MqttConnAckVariableHeader theirs = ((MqttConnAckMessage) read).variableHeader();
            assertThat(theirs.connectReturnCode().byteValue() & 0xFF)
                    .isEqualTo(connAck.reason().value());
        } else if (packet instanceof Connect connect) {
            MqttConnectMessage theirs = (MqttConnectMessage) read;
            assertThat(theirs.payload().clientIdentifier()).isEqualTo(connect.clientId());
            assertThat(theirs.payload().passwordInBytes()).isEqualTo(connect.password());
        }
    }

    private static List<UserProperty> userProperties(MqttProperties properties) {
        return properties.getProperties(io.dunlin.mqtt.codec.Property.USER_PROPERTY.id()).stream()
                .map(p -> (MqttProperties.StringPair) p.value())
                .map(pair -> new UserProperty(pair.key, pair.value))
                .toList();
    }

    private static void teachVersion(EmbeddedChannel encoder) {
        EmbeddedChannel decoder = new EmbeddedChannel(new MqttDecoder());
        byte[] first =
                new PacketEncoder(Role.CLIENT).encode(new Connect("c", true, 0, null, null, null, PropertySet.NONE));
        decoder.writeInbound(Unpooled.wrappedBuffer(first));
        encoder.writeOutbound((MqttMessage) decoder.readInbound());
        outbound(encoder);
    }

    private static byte[] outbound(EmbeddedChannel channel) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        return ByteBufUtil.getBytes(all);
    }
}

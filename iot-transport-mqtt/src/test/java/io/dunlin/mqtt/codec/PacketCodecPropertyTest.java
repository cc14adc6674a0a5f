/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PacketCodecPropertyTest {

    @Property
    void decode_givesThePacketBack_forEveryTypeAndSender(
            @ForAll PacketType type, @ForAll Role sender, @ForAll long seed) {
        if (type.isSentBy(sender)) {
            Packet packet = new Packets(seed, sender).next(type);
            PacketEncoder encoder = new PacketEncoder(sender);
            byte[] bytes = encoder.encode(packet);
            assertThat(bytes).hasSize(encoder.length(packet));
            assertThat(decoder(sender).decode(bytes, 0, bytes.length))
                    .isEqualTo(packet)
                    .hasToString(packet.toString());
            // The bytes are canonical: encoding what was read gives them again.
            assertThat(encoder.encode(decoder(sender).decode(bytes, 0, bytes.length)))
                    .isEqualTo(bytes);
        }
    }

    @Property
    void stream_findsTheSamePackets_howeverTheBytesAreCut(@ForAll Role sender, @ForAll long seed) {
        Packets packets = new Packets(seed, sender);
        PacketEncoder encoder = new PacketEncoder(sender);
        PacketBuffer buffer = new PacketBuffer();
        List<Packet> sent = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            sent.add(packets.next());
            buffer.append(encoder, sent.get(i));
        }
        Random cuts = new Random(seed);
        PacketStream stream = new PacketStream(1 << 20);
        PacketDecoder decoder = decoder(sender);
        List<Packet> received = new ArrayList<>();
        for (int at = 0; at < buffer.length(); ) {
            int size = Math.min(cuts.nextInt(cuts.nextBoolean() ? 4 : 200), buffer.length() - at);
            // A copy that is overwritten afterwards: nothing may go on using the piece.
            byte[] piece = Arrays.copyOfRange(buffer.array(), at, at + size);
            stream.feed(piece, 0, size, (bytes, offset, length) -> {
                byte[] own = Arrays.copyOfRange(bytes, offset, offset + length);
                return received.add(decoder.decode(own, 0, length));
            });
            Arrays.fill(piece, (byte) 0xFF);
            at += size;
        }
        assertThat(received).isEqualTo(sent);
        assertThat(stream.heldCapacity()).isZero();
    }

    @Property
    void decode_refusesOrReads_whateverIsChanged(@ForAll Role sender, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = new PacketEncoder(sender).encode(new Packets(seed, sender).next());
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        if (random.nextInt(4) == 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
        }
        try {
            Packet packet = decoder(sender).decode(bytes, 0, bytes.length);
            // What is read is valid: it can be written, and that is read as the same packet.
            if (packet.type() != PacketType.AUTH) {
                byte[] again = new PacketEncoder(sender).encode(packet);
                assertThat(decoder(sender).decode(again, 0, again.length)).isEqualTo(packet);
                assertThat(again.length).isLessThanOrEqualTo(bytes.length);
            }
        } catch (MqttDecodeException e) {
            assertThat(e.reason().isError()).isTrue();
            assertThat(e.offset()).isBetween(0, bytes.length);
        }
    }

    @Property
    void mqtt311_decodeOfEncode_isThePacket_withoutWhatStaysBehind(@ForAll Role sender, @ForAll long seed) {
        Packet packet = Bare.of(new Packets(seed, sender).next());
        if (packet == null || !packet.type().isSentBy(sender, ProtocolVersion.V3_1_1)) {
            return;
        }
        PacketEncoder encoder = new PacketEncoder(sender, ProtocolVersion.V3_1_1);
        PacketDecoder decoder = new PacketDecoder(sender.peer(), DecodeLimits.DEFAULT, ProtocolVersion.V3_1_1);
        byte[] bytes = encoder.encode(packet);
        assertThat(bytes).hasSize(encoder.length(packet));
        assertThat(decoder.decode(bytes, 0, bytes.length)).isEqualTo(packet);
        byte[] changed = bytes.clone();
        Random random = new Random(seed);
        changed[random.nextInt(bytes.length)] = (byte) random.nextInt();
        try {
            Packet read = decoder.decode(changed, 0, changed.length);
            byte[] again = encoder.encode(read);
            assertThat(decoder.decode(again, 0, again.length)).isEqualTo(read);
        } catch (MqttDecodeException e) {
            assertThat(e.reason().isError()).isTrue();
        }
    }

    @Property
    void decode_refusesEveryPacket_thatEndsTooEarly(@ForAll Role sender, @ForAll long seed) {
        byte[] bytes = new PacketEncoder(sender).encode(new Packets(seed, sender).next());
        for (int length = 1; length < bytes.length; length++) {
            try {
                decoder(sender).decode(bytes, 0, length);
                fail("read " + length + " of " + bytes.length + " bytes");
            } catch (MqttDecodeException e) {
                assertThat(e.reason()).isEqualTo(ReasonCode.MALFORMED_PACKET);
            }
        }
    }

    static PacketDecoder decoder(Role sender) {
        return new PacketDecoder(sender.peer(), DecodeLimits.DEFAULT);
    }
}

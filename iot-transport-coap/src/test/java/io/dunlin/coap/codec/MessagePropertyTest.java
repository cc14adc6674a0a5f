/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.mbed.coap.packet.CoapPacket;
import com.mbed.coap.packet.CoapSerializer;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.eclipse.californium.core.network.serialization.UdpDataParser;

/** Oracles: the values that went in, and Californium's and java-coap's parsers. */
class MessagePropertyTest {

    private static final Code[] CODES = {Code.GET, Code.POST, Code.FETCH, Code.CONTENT, Code.CHANGED, Code.NOT_FOUND};

    static final class Fields {
        final MessageType type;
        final Code code;
        final int id;
        final byte[] token;
        final Options options;
        final byte[] payload;

        Fields(MessageType type, Code code, int id, byte[] token, Options options, byte[] payload) {
            this.type = type;
            this.code = code;
            this.id = id;
            this.token = token;
            this.options = options;
            this.payload = payload;
        }

        byte[] encode() {
            byte[] bytes = new byte[3 + MessageEncoder.length(token.length, options, payload.length)];
            int end = MessageEncoder.encode(bytes, 3, type, code, id, token, options, payload, 0, payload.length);
            return Arrays.copyOfRange(bytes, 3, end);
        }
    }

    @Provide
    Arbitrary<Options> options() {
        Arbitrary<String> segment = Arbitraries.strings().ofMaxLength(40).filter(MessagePropertyTest::isSegment);
        Arbitrary<Long> raw = Arbitraries.longs().between(0, Long.MAX_VALUE);
        return Combinators.combine(segment.list().ofMaxSize(4), raw.list().ofMaxSize(5))
                .as((segments, raws) -> {
                    OptionsBuilder builder = Options.builder();
                    segments.forEach(s -> builder.string(Option.URI_PATH, s));
                    for (long seed : raws) {
                        Random random = new Random(seed);
                        // Elective and unregistered, so that every parser takes any value.
                        int number = 2 * (1024 + random.nextInt(15_000));
                        byte[] value = new byte[random.nextInt(random.nextBoolean() ? 20 : 400)];
                        random.nextBytes(value);
                        builder.raw(number, value);
                    }
                    if (!raws.isEmpty()) {
                        builder.uint(Option.CONTENT_FORMAT, raws.get(0) & 0xFFFF);
                        builder.uint(Option.MAX_AGE, raws.get(0) & 0xFFFF_FFFFL);
                    }
                    return builder.build();
                });
    }

    @Provide
    Arbitrary<Fields> messages() {
        return Combinators.combine(
                        Arbitraries.of(MessageType.CON, MessageType.NON),
                        Arbitraries.of(CODES),
                        Arbitraries.integers().between(0, 65_535),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(8),
                        options(),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(300))
                .as(Fields::new);
    }

    private static boolean isSegment(String text) {
        return !text.equals(".")
                && !text.equals("..")
                && text.chars().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF)
                && text.getBytes(StandardCharsets.UTF_8).length <= 255;
    }

    @Property
    void message_isTheSame_whenEncodedAndDecoded(@ForAll("messages") Fields fields) {
        byte[] bytes = fields.encode();
        Message message = Message.decode(bytes, 0, bytes.length, new CodecLimits(4096, 64));
        assertThat(message.type()).isEqualTo(fields.type);
        assertThat(message.code()).isSameAs(fields.code);
        assertThat(message.messageId()).isEqualTo(fields.id);
        assertThat(message.token()).isEqualTo(fields.token);
        assertThat(message.options()).isEqualTo(fields.options);
        assertThat(message.payload()).isEqualTo(fields.payload);
        assertThat(message.options().strings(Option.URI_PATH)).isEqualTo(fields.options.strings(Option.URI_PATH));
    }

    @Property
    void message_meansTheSameToCaliforniumAndJavaCoap(@ForAll("messages") Fields fields) throws Exception {
        byte[] bytes = fields.encode();
        var theirs = new UdpDataParser().parseMessage(bytes);
        assertThat(theirs.getMID()).isEqualTo(fields.id);
        assertThat(theirs.getRawCode()).isEqualTo(fields.code.value());
        assertThat(theirs.getTokenBytes()).isEqualTo(fields.token);
        assertThat(theirs.getOptions().getUriPath()).isEqualTo(fields.options.strings(Option.URI_PATH));
        assertThat(theirs.getPayload() == null ? new byte[0] : theirs.getPayload())
                .isEqualTo(fields.payload);
        assertThat(theirs.getOptions().asSortedList()).hasSameSizeAs(numbers(fields.options));
        CoapPacket packet = CoapSerializer.deserialize(new InetSocketAddress(5683), new ByteArrayInputStream(bytes));
        assertThat(packet.getMessageId()).isEqualTo(fields.id);
        assertThat(packet.getToken().getBytes()).isEqualTo(fields.token);
        assertThat(packet.getPayload().getBytes()).isEqualTo(fields.payload);
    }

    @Property
    void mutatedMessage_isRefused_orMeansTheSameToCalifornium(@ForAll("messages") Fields fields, @ForAll long seed) {
        byte[] bytes = fields.encode();
        Random random = new Random(seed);
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
        byte[] cut = Arrays.copyOf(bytes, length);
        Message ours;
        try {
            ours = Message.decode(cut, 0, length, new CodecLimits(4096, 64));
        } catch (CoapDecodeException e) {
            boolean silent = e.reaction() == CoapDecodeException.Reaction.IGNORE;
            assertThat(silent || e.type() == MessageType.CON).isTrue();
            assertThat(silent || e.messageId() >= 0).isTrue();
            return;
        }
        // What is accepted is canonical enough to be written again and read as the same.
        byte[] again = new byte[MessageEncoder.length(ours.token().length, ours.options(), ours.payloadBytes())];
        MessageEncoder.encode(
                again,
                0,
                ours.type(),
                ours.code(),
                ours.messageId(),
                ours.token(),
                ours.options(),
                ours.payload(),
                0,
                ours.payloadBytes());
        Message second = Message.decode(again, 0, again.length, new CodecLimits(4096, 64));
        assertThat(second.options()).isEqualTo(ours.options());
        assertThat(second.payload()).isEqualTo(ours.payload());
        try {
            var theirs = new UdpDataParser().parseMessage(cut);
            assertThat(theirs.getMID()).isEqualTo(ours.messageId());
            assertThat(theirs.getTokenBytes()).isEqualTo(ours.token());
            assertThat(theirs.getPayload() == null ? new byte[0] : theirs.getPayload())
                    .isEqualTo(ours.payload());
        } catch (RuntimeException stricter) {
            // Californium refuses wrong lengths of elective options and repeated ones, which section 5.4 has ignored.
            assertThat(stricter).isNotNull();
        }
    }

    private static List<Integer> numbers(Options options) {
        List<Integer> numbers = new ArrayList<>();
        for (Options.Cursor cursor = options.cursor(); cursor.next(); ) {
            numbers.add(cursor.number());
        }
        return numbers;
    }
}

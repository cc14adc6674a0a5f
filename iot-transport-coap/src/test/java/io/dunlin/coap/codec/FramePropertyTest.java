/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.LimitExceeded;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.serialization.TcpDataParser;
import org.eclipse.californium.core.network.serialization.TcpDataSerializer;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.RawData;
import org.junit.jupiter.api.Test;

/** Frames of a stream (RFC 8323 section 3.2). Oracles: the round trip, however the stream is cut, and Californium. */
class FramePropertyTest {

    private static final CodecLimits LIMITS = new CodecLimits(65_535, 64);

    /** Writes down what comes. */
    private static final class Log implements FrameDecoder.Output {
        final List<Message> messages = new ArrayList<>();
        final List<String> malformed = new ArrayList<>();

        @Override
        public void message(Message message) {
            messages.add(message);
        }

        @Override
        public void malformed(Code code, CoapDecodeException why) {
            malformed.add(code + " " + why.reaction());
        }
    }

    private static byte[] bytes(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static int size(Random random) {
        int[] sizes = {0, 5, 12, 13, 14, 268, 269, 270, 2_000, 60_000};
        return sizes[random.nextInt(sizes.length)];
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Given(Code code, byte[] token, Options options, byte[] payload) {}

    private static Given given(Random random) {
        Code[] codes = {Code.GET, Code.FETCH, Code.CONTENT, Code.NOT_FOUND, Code.PING, Code.CSM};
        Code code = codes[random.nextInt(codes.length)];
        OptionsBuilder options = Options.builder();
        if (!code.isSignal() && random.nextBoolean()) {
            options.path("/" + "p".repeat(random.nextInt(200)));
        } else if (code.isSignal()) {
            options.raw(2, bytes(random, 4));
        }
        return new Given(
                code, bytes(random, random.nextInt(5) == 0 ? 400 : 8), options.build(), bytes(random, size(random)));
    }

    @Property
    void messages_areFound_howeverTheStreamIsCut(@ForAll long seed) {
        Random random = new Random(seed);
        List<Given> given = new ArrayList<>();
        byte[] stream = {};
        for (int i = random.nextInt(8); i >= 0; i--) {
            Given next = given(random);
            given.add(next);
            byte[] frame = FrameEncoder.encode(next.code, next.token, next.options, next.payload);
            int at = stream.length;
            stream = Arrays.copyOf(stream, at + frame.length);
            System.arraycopy(frame, 0, stream, at, frame.length);
        }
        Log log = new Log();
        FrameDecoder decoder = new FrameDecoder(LIMITS);
        for (int at = 0; at < stream.length; ) {
            int length = Math.min(stream.length - at, 1 + random.nextInt(random.nextBoolean() ? 3 : 70_000));
            decoder.receive(stream, at, length, log);
            at += length;
        }
        assertThat(log.malformed).isEmpty();
        assertThat(log.messages).hasSameSizeAs(given);
        for (int i = 0; i < given.size(); i++) {
            Message message = log.messages.get(i);
            assertThat(message.code()).isSameAs(given.get(i).code);
            assertThat(message.token()).isEqualTo(given.get(i).token);
            assertThat(message.options()).isEqualTo(given.get(i).options);
            assertThat(message.payload()).isEqualTo(given.get(i).payload);
        }
    }

    @Property
    void californium_readsAndWritesTheSameFrames(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] token = bytes(random, 8);
        byte[] payload = bytes(random, size(random));
        Options options =
                Options.builder().path("/a/b").uint(Option.CONTENT_FORMAT, 42).build();
        byte[] ours = FrameEncoder.encode(Code.POST, token, options, payload);
        var context = new AddressEndpointContext(new InetSocketAddress("127.0.0.1", 1));
        Request read = (Request) new TcpDataParser()
                .parseMessage(RawData.inbound(ours, context, false, 0, new InetSocketAddress("127.0.0.1", 2)));
        assertThat(read.getTokenBytes()).isEqualTo(token);
        assertThat(read.getOptions().getUriPathString()).isEqualTo("a/b");
        assertThat(read.getPayload()).isEqualTo(payload);
        byte[] theirs = new TcpDataSerializer().getByteArray(read);
        assertThat(theirs).isEqualTo(ours);
    }

    @Test
    void malformedMessage_losesNoOther_butATooLongOneEndsTheStream() {
        Log log = new Log();
        FrameDecoder decoder = new FrameDecoder(new CodecLimits(64, 8));
        byte[] stream = HexFormat.of()
                // An unknown critical option in a request, a cut option in a response, an empty message, a good
                // request.
                .parseHex("1001" + "90" + "1045" + "f0" + "0000" + "1001" + "b0");
        decoder.receive(stream, 0, stream.length, log);
        assertThat(log.malformed).containsExactly("0.01 BAD_OPTION", "2.05 RESET");
        assertThat(log.messages)
                .extracting(message -> message.code().toString())
                .containsExactly("0.00", "0.01");
        byte[] critical = HexFormat.of().parseHex("10e1" + "10");
        decoder.receive(critical, 0, critical.length, log);
        assertThat(log.malformed).last().isEqualTo("7.01 RESET");
        byte[] huge = HexFormat.of().parseHex("f0ffffffff01");
        assertThatThrownBy(() -> decoder.receive(huge, 0, huge.length, log))
                .isInstanceOf(LimitExceeded.class)
                .hasMessageContaining("maxMessageBytes");
    }
}

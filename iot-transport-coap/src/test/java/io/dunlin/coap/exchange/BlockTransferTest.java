/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.coap.codec.Block;
import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.CodecLimits;
import io.dunlin.coap.codec.Message;
import io.dunlin.coap.codec.MessageEncoder;
import io.dunlin.coap.codec.MessageType;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import io.dunlin.coap.codec.OptionsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a server may answer to a request in blocks, and what a client must not believe (RFC 7959). */
class BlockTransferTest {

    private static final PeerKey SERVER = new Lockstep.Key("server");
    private static final byte[] NO_BYTES = {};

    private final List<Message> sent = new ArrayList<>();
    private final List<Outcome.Kind> ended = new ArrayList<>();
    private byte[] body = NO_BYTES;
    private final Exchanges exchanges =
            new Exchanges(Timing.DEFAULT, ExchangeLimits.DEFAULT, new Random(1)::nextLong, new ExchangeOutput() {
                @Override
                public void send(PeerKey peer, byte[] bytes, int offset, int length) {
                    sent.add(Message.decode(bytes, offset, length, CodecLimits.DEFAULT)
                            .detached());
                }

                @Override
                public void request(ServerExchange exchange) {
                    throw new AssertionError("nobody asks the client");
                }
            });
    private final BlockwiseClient client =
            new BlockwiseClient(exchanges, new BlockLimits(64, 256, 1, 1, 1), new Random(2)::nextLong);

    private ClientExchange ask(Code code, int bytes) {
        Options options = Options.builder().path("/a").build();
        return client.request(
                SERVER,
                true,
                code,
                options,
                new byte[bytes],
                60_000_000_000L,
                (outcome, answer, now) -> {
                    ended.add(outcome.kind());
                    body = answer;
                },
                1);
    }

    private Message next() {
        assertThat(sent).hasSize(1);
        return sent.remove(0);
    }

    private void answer(Message request, Code code, OptionsBuilder builder, int bytes) {
        Options options = builder.build();
        byte[] message = new byte[MessageEncoder.length(8, options, bytes)];
        byte[] payload = new byte[bytes];
        MessageEncoder.encode(
                message, 0, MessageType.ACK, code, request.messageId(), request.token(), options, payload, 0, bytes);
        exchanges.receive(SERVER, message, 0, message.length, 1);
    }

    private static OptionsBuilder taken(int number, boolean more, int exponent) {
        return Options.builder().block(Option.BLOCK1, new Block(number, more, exponent));
    }

    private static OptionsBuilder given(int number, boolean more, int exponent) {
        return Options.builder().block(Option.BLOCK2, new Block(number, more, exponent));
    }

    private static Block block1(Message message) {
        return Block.of(message.options(), Option.BLOCK1);
    }

    @Test
    void body_goesOnInSmallerBlocks_whenTheServerAsksForThem() {
        ask(Code.POST, 150);
        Message first = next();
        assertThat(block1(first)).isEqualTo(new Block(0, true, 2));
        assertThat(first.options().uint(Option.SIZE1, -1)).isEqualTo(150);
        assertThat(first.options().opaque(Option.REQUEST_TAG)).hasSize(4);
        answer(first, Code.CONTINUE, taken(0, true, 1), 0);
        Message second = next();
        assertThat(block1(second)).isEqualTo(new Block(2, true, 1));
        assertThat(second.options().opaque(Option.REQUEST_TAG))
                .isEqualTo(first.options().opaque(Option.REQUEST_TAG));
        answer(second, Code.CONTINUE, taken(2, true, 1), 0);
        Message third = next();
        answer(third, Code.CONTINUE, taken(3, true, 1), 0);
        Message last = next();
        assertThat(block1(last)).isEqualTo(new Block(4, false, 1));
        assertThat(last.payloadBytes()).isEqualTo(22);
        answer(last, Code.CHANGED, taken(4, false, 1), 0);
        assertThat(ended).containsExactly(Outcome.Kind.RESPONSE);
    }

    @Test
    void body_isSentAgainInBlocks_whenItIsTooLargeInOneMessage() {
        ask(Code.POST, 60);
        answer(next(), Code.REQUEST_ENTITY_TOO_LARGE, taken(0, false, 0), 0);
        assertThat(block1(next())).isEqualTo(new Block(0, true, 0));
        ask(Code.POST, 10);
    }

    @Test
    void success_isNotBelieved_beforeTheWholeBodyWasSent() {
        ask(Code.POST, 150);
        answer(next(), Code.CHANGED, Options.builder(), 0);
        ask(Code.POST, 10);
        answer(next(), Code.CONTINUE, taken(0, true, 2), 0);
        assertThat(ended).containsExactly(Outcome.Kind.BAD_RESPONSE, Outcome.Kind.BAD_RESPONSE);
    }

    @Test
    void error_endsTheTransfer() {
        ask(Code.POST, 150);
        answer(next(), Code.REQUEST_ENTITY_INCOMPLETE, Options.builder(), 3);
        assertThat(ended).containsExactly(Outcome.Kind.RESPONSE);
        assertThat(body).hasSize(3);
        assertThat(sent).isEmpty();
    }

    @Test
    void response_isCollected_blockByBlock() {
        ask(Code.GET, 0);
        answer(next(), Code.CONTENT, given(0, true, 2), 64);
        Message second = next();
        assertThat(Block.of(second.options(), Option.BLOCK2)).isEqualTo(new Block(1, false, 2));
        answer(second, Code.CONTENT, given(1, false, 2), 5);
        assertThat(ended).containsExactly(Outcome.Kind.RESPONSE);
        assertThat(body).hasSize(69);
    }

    @Test
    void response_isNotBelieved_whenItsBlocksDoNotFitTogether() {
        ask(Code.GET, 0);
        answer(next(), Code.CONTENT, given(1, true, 2), 64);
        ask(Code.GET, 0);
        answer(next(), Code.CONTENT, given(0, true, 2), 63);
        ask(Code.GET, 0);
        answer(next(), Code.CONTENT, given(0, true, 2).opaque(Option.ETAG, new byte[] {1}), 64);
        answer(next(), Code.CONTENT, given(1, false, 2).opaque(Option.ETAG, new byte[] {2}), 64);
        ask(Code.GET, 0);
        answer(next(), Code.CONTENT, given(0, true, 2), 64);
        answer(next(), Code.CONTENT, Options.builder(), 64);
        assertThat(ended).hasSize(4).containsOnly(Outcome.Kind.BAD_RESPONSE);
        ask(Code.GET, 0);
        for (int i = 0; i < 5; i++) {
            answer(next(), Code.CONTENT, given(i, true, 2), 64);
        }
        assertThat(ended).hasSize(5).containsOnly(Outcome.Kind.BAD_RESPONSE);
        assertThat(sent).isEmpty();
    }

    @Test
    void transfer_isTakenBack_andRefusesWhatItCannotSend() {
        ask(Code.POST, 150).cancel(1);
        assertThat(ended).containsExactly(Outcome.Kind.CANCELLED);
        assertThatThrownBy(() -> ask(Code.POST, 257)).hasMessageContaining("maxBodyBytes is 256");
        Options blocks = given(0, false, 2).build();
        assertThatThrownBy(() ->
                        client.request(SERVER, true, Code.GET, blocks, NO_BYTES, 1, (outcome, answer, now) -> {}, 1))
                .hasMessageContaining("BLOCK2");
    }
}

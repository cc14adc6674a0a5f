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

/** What a peer may do with blocks, and what it may not (RFC 7959). */
class BlockwiseServerTest {

    private static final BlockLimits LIMITS = new BlockLimits(16, 64, 2, 1, 1_000_000_000L);
    private static final PeerKey PEER = new Lockstep.Key("peer");
    private static final PeerKey OTHER = new Lockstep.Key("other");

    private final List<byte[]> bodies = new ArrayList<>();
    private final List<Message> answers = new ArrayList<>();
    private byte[] responseBody = {};
    private Code responseCode = Code.CHANGED;
    private long now = 1;
    private int id;
    private final BlockwiseServer server = new BlockwiseServer(LIMITS, request -> {
        bodies.add(request.body());
        request.respond(responseCode, Options.NONE, responseBody, now);
    });
    private final Exchanges exchanges =
            new Exchanges(Timing.DEFAULT, ExchangeLimits.DEFAULT, new Random(1)::nextLong, new ExchangeOutput() {
                @Override
                public void send(PeerKey peer, byte[] bytes, int offset, int length) {
                    answers.add(Message.decode(bytes, offset, length, CodecLimits.DEFAULT)
                            .detached());
                }

                @Override
                public void request(ServerExchange exchange) {
                    server.request(exchange, now);
                }
            });

    private Message ask(PeerKey from, Code code, Options options, byte[] payload) {
        byte[] bytes = new byte[MessageEncoder.length(0, options, payload.length)];
        MessageEncoder.encode(bytes, 0, MessageType.CON, code, id++, new byte[0], options, payload, 0, payload.length);
        answers.clear();
        exchanges.receive(from, bytes, 0, bytes.length, now);
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    private Message post(PeerKey from, int number, boolean more, int bytes) {
        OptionsBuilder options = Options.builder().path("/a").block(Option.BLOCK1, new Block(number, more, 0));
        return ask(from, Code.POST, options.build(), new byte[bytes]);
    }

    private Message get(Code code, int number) {
        Options options = Options.builder()
                .path("/a")
                .block(Option.BLOCK2, new Block(number, false, 0))
                .build();
        return ask(PEER, code, options, new byte[0]);
    }

    @Test
    void request_isHandedOnOnce_whenItIsWhole() {
        Message first = post(PEER, 0, true, 16);
        assertThat(first.code()).isSameAs(Code.CONTINUE);
        assertThat(Block.of(first.options(), Option.BLOCK1)).isEqualTo(new Block(0, true, 0));
        assertThat(post(PEER, 1, true, 16).code()).isSameAs(Code.CONTINUE);
        assertThat(bodies).isEmpty();
        Message last = post(PEER, 2, false, 5);
        assertThat(last.code()).isSameAs(Code.CHANGED);
        assertThat(Block.of(last.options(), Option.BLOCK1)).isEqualTo(new Block(2, false, 0));
        assertThat(bodies).hasSize(1);
        assertThat(bodies.get(0)).hasSize(37);
        assertThat(server.transfers()).isZero();
    }

    @Test
    void singleBlock_isAWholeRequest() {
        assertThat(post(PEER, 0, false, 3).code()).isSameAs(Code.CHANGED);
        assertThat(bodies.get(0)).hasSize(3);
    }

    @Test
    void missingBlock_isAnsweredIncomplete_andABlockZeroBeginsAgain() {
        assertThat(post(PEER, 1, true, 16).code()).isSameAs(Code.REQUEST_ENTITY_INCOMPLETE);
        post(PEER, 0, true, 16);
        assertThat(post(PEER, 2, true, 16).code()).isSameAs(Code.REQUEST_ENTITY_INCOMPLETE);
        post(PEER, 0, true, 16);
        assertThat(post(PEER, 1, false, 1).code()).isSameAs(Code.CHANGED);
        assertThat(bodies.get(0)).hasSize(17);
    }

    @Test
    void badBlocks_areRefused() {
        Options reserved = Options.builder().uint(Option.BLOCK1, 7).build();
        assertThat(ask(PEER, Code.POST, reserved, new byte[1]).code()).isSameAs(Code.BAD_REQUEST);
        assertThat(post(PEER, 0, true, 15).code()).isSameAs(Code.BAD_REQUEST);
        assertThat(server.transfers()).isZero();
    }

    @Test
    void body_isBounded_whetherItsSizeIsToldOrNot() {
        for (int i = 0; i < 4; i++) {
            assertThat(post(PEER, i, true, 16).code()).isSameAs(Code.CONTINUE);
        }
        Message refused = post(PEER, 4, false, 1);
        assertThat(refused.code()).isSameAs(Code.REQUEST_ENTITY_TOO_LARGE);
        assertThat(refused.options().uint(Option.SIZE1, -1)).isEqualTo(64);
        assertThat(server.transfers()).isZero();
        Options told = Options.builder()
                .path("/a")
                .uint(Option.SIZE1, 65)
                .block(Option.BLOCK1, new Block(0, true, 0))
                .build();
        assertThat(ask(PEER, Code.POST, told, new byte[16]).code()).isSameAs(Code.REQUEST_ENTITY_TOO_LARGE);
    }

    @Test
    void transfers_areBounded_perPeerAndInAll_andEndAfterTheirLifetime() {
        post(PEER, 0, true, 16);
        Options elsewhere = Options.builder()
                .path("/b")
                .block(Option.BLOCK1, new Block(0, true, 0))
                .build();
        assertThat(ask(PEER, Code.POST, elsewhere, new byte[16]).code()).isSameAs(Code.SERVICE_UNAVAILABLE);
        assertThat(post(OTHER, 0, true, 16).code()).isSameAs(Code.CONTINUE);
        assertThat(post(new Lockstep.Key("third"), 0, true, 16).code()).isSameAs(Code.SERVICE_UNAVAILABLE);
        assertThat(server.transfers()).isEqualTo(2);
        now = server.deadlineNanos();
        server.tick(now);
        assertThat(server.transfers()).isZero();
        assertThat(server.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(ask(PEER, Code.POST, elsewhere, new byte[16]).code()).isSameAs(Code.CONTINUE);
    }

    @Test
    void response_isGivenInBlocks_fromOneAnswerOfTheService() {
        responseBody = new byte[40];
        responseCode = Code.CONTENT;
        Message first = get(Code.POST, 0);
        assertThat(first.payloadBytes()).isEqualTo(16);
        assertThat(first.options().uint(Option.SIZE2, -1)).isEqualTo(40);
        byte[] etag = first.options().opaque(Option.ETAG);
        assertThat(etag).hasSize(8);
        assertThat(get(Code.POST, 1).options().opaque(Option.ETAG)).isEqualTo(etag);
        Message last = get(Code.POST, 2);
        assertThat(last.payloadBytes()).isEqualTo(8);
        assertThat(Block.of(last.options(), Option.BLOCK2)).isEqualTo(new Block(2, false, 0));
        assertThat(bodies).hasSize(1);
        assertThat(server.transfers()).isZero();
        assertThat(get(Code.POST, 1).code()).isSameAs(Code.REQUEST_ENTITY_INCOMPLETE);
    }

    @Test
    void blockOfASafeMethod_isComputedAgain_andItsTagShowsAChange() {
        responseBody = new byte[40];
        responseCode = Code.CONTENT;
        byte[] etag = get(Code.GET, 2).options().opaque(Option.ETAG);
        assertThat(bodies).hasSize(1);
        responseBody = new byte[41];
        assertThat(get(Code.GET, 2).options().opaque(Option.ETAG)).isNotEqualTo(etag);
        assertThat(get(Code.GET, 3).code()).isSameAs(Code.BAD_REQUEST);
    }

    @Test
    void limits_refuseNonsense() {
        assertThatThrownBy(() -> new BlockLimits(15, 64, 1, 1, 1)).hasMessageContaining("15");
        assertThatThrownBy(() -> new BlockLimits(16, 15, 1, 1, 1)).hasMessageContaining("15");
        assertThatThrownBy(() -> new BlockLimits(16, 64, 0, 1, 1)).hasMessageContaining("0");
        assertThatThrownBy(() -> new ExchangeLimits(CodecLimits.DEFAULT, 0, 1, 1, 8, 0))
                .hasMessageContaining("maxPeers=0");
        assertThatThrownBy(() -> new ExchangeLimits(CodecLimits.DEFAULT, 1, 1, 1, 7, 0))
                .hasMessageContaining("7");
        assertThatThrownBy(() -> new Outcome.Ended(Outcome.Kind.RESPONSE)).hasMessageContaining("Response");
    }
}

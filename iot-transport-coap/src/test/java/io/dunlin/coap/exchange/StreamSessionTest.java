/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.CodecLimits;
import io.dunlin.coap.codec.FrameEncoder;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two ends of a connection, and bytes by hand. */
class StreamSessionTest {

    private static final long SECOND = 1_000_000_000L;
    private static final byte[] NOTHING = {};
    private static final StreamLimits SMALL = new StreamLimits(new CodecLimits(200, 8), 2);

    /** One end, whose bytes wait until they are moved. */
    static final class End implements StreamSession.Output {
        final StreamSession session;
        final Deque<byte[]> sent = new ArrayDeque<>();
        final List<StreamRequest> requests = new ArrayList<>();
        final List<Outcome.Kind> outcomes = new ArrayList<>();
        final List<String> events = new ArrayList<>();

        End(StreamLimits limits, long seed) {
            session = new StreamSession(limits, new Random(seed)::nextLong, this);
        }

        @Override
        public void send(byte[] bytes) {
            sent.add(bytes);
        }

        @Override
        public void request(StreamRequest request) {
            requests.add(request);
        }

        @Override
        public void released() {
            events.add("released");
        }

        @Override
        public void closed(String reason) {
            events.add("closed: " + reason);
        }

        ClientExchange ask(int bodyBytes) {
            Options options = Options.builder().path("/r").build();
            return session.request(
                    Code.POST,
                    options,
                    new byte[bodyBytes],
                    10 * SECOND,
                    (outcome, now) -> outcomes.add(outcome.kind()),
                    0);
        }

        void receive(String hex) {
            byte[] bytes = HexFormat.of().parseHex(hex);
            session.receive(bytes, 0, bytes.length, 0);
        }

        String next() {
            return HexFormat.of().formatHex(sent.remove());
        }
    }

    private final End a = new End(SMALL, 1);
    private final End b = new End(SMALL, 2);

    private void move() {
        while (!a.sent.isEmpty() || !b.sent.isEmpty()) {
            End from = a.sent.isEmpty() ? b : a;
            End to = from == a ? b : a;
            byte[] bytes = from.sent.remove();
            to.session.receive(bytes, 0, bytes.length, 0);
        }
    }

    private void connect() {
        a.session.start();
        b.session.start();
        move();
    }

    @Test
    void settings_comeFirst_andBoundWhatIsSent() {
        a.session.start();
        assertThat(HexFormat.of().formatHex(a.sent.element()))
                .as("Max-Message-Size 200")
                .isEqualTo("20e121c8");
        b.session.start();
        move();
        a.ask(150);
        a.ask(195);
        move();
        assertThat(a.outcomes).as("too large for the peer").containsExactly(Outcome.Kind.BUSY);
        assertThat(b.requests).hasSize(1);
        b.requests.get(0).respond(Code.CONTENT, Options.NONE, new byte[300]);
        move();
        assertThat(a.outcomes).containsExactly(Outcome.Kind.BUSY, Outcome.Kind.RESPONSE);
    }

    @Test
    void requests_areAnswered_inAnyOrder_bothWays() {
        connect();
        a.ask(1);
        a.ask(2);
        b.ask(3);
        move();
        b.requests.get(1).respond(Code.CHANGED, Options.NONE, NOTHING);
        b.requests.get(0).respond(Code.CHANGED, Options.NONE, NOTHING);
        b.requests.get(0).respond(Code.DELETED, Options.NONE, NOTHING);
        a.requests.get(0).respond(Code.CHANGED, Options.NONE, NOTHING);
        move();
        assertThat(a.outcomes).containsExactly(Outcome.Kind.RESPONSE, Outcome.Kind.RESPONSE);
        assertThat(b.outcomes).containsExactly(Outcome.Kind.RESPONSE);
        assertThatThrownBy(() -> a.requests.get(0).respond(Code.GET, Options.NONE, NOTHING))
                .hasMessageContaining("0.01");
    }

    @Test
    void requests_areBounded_atBothEnds_andTimeOut() {
        connect();
        a.ask(1);
        ClientExchange second = a.ask(1);
        a.ask(1);
        assertThat(a.outcomes).containsExactly(Outcome.Kind.BUSY);
        second.cancel(0);
        a.ask(1);
        move();
        assertThat(a.outcomes)
                .as("the third that the peer got was one too many")
                .containsExactly(Outcome.Kind.BUSY, Outcome.Kind.CANCELLED, Outcome.Kind.RESPONSE);
        assertThat(a.session.deadlineNanos()).isEqualTo(10 * SECOND);
        a.session.tick(10 * SECOND);
        assertThat(a.outcomes).last().isEqualTo(Outcome.Kind.TIMEOUT);
        assertThat(a.session.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void ping_isAnswered_withItsToken_andCustodyWhenNothingIsOpen() {
        connect();
        a.session.ping(SECOND, (outcome, now) -> a.outcomes.add(outcome.kind()), 0);
        move();
        assertThat(a.outcomes).containsExactly(Outcome.Kind.RESET);
        b.receive("11e2aa20");
        assertThat(b.next()).isEqualTo("11e3aa20");
        b.session.ping(SECOND, (outcome, now) -> b.outcomes.add(outcome.kind()), 0);
        b.sent.clear();
        b.receive("10e320");
        assertThat(b.outcomes).as("a pong without the token").containsExactly(Outcome.Kind.RESET);
        b.receive("0145aa");
        b.receive("01e3aa");
        assertThat(b.sent).as("nobody waits for these").isEmpty();
    }

    @Test
    void release_letsOpenRequestsEnd_andBeginsNoOthers() {
        connect();
        a.ask(1);
        move();
        b.session.release();
        b.session.release();
        move();
        assertThat(a.events).containsExactly("released");
        a.ask(1);
        b.ask(1);
        assertThat(a.outcomes).containsExactly(Outcome.Kind.BUSY);
        assertThat(b.outcomes).containsExactly(Outcome.Kind.BUSY);
        b.requests.get(0).respond(Code.CHANGED, Options.NONE, NOTHING);
        move();
        assertThat(a.outcomes).last().isEqualTo(Outcome.Kind.RESPONSE);
        a.session.close("done", 0);
        a.session.close("again", 0);
        assertThat(a.events).containsExactly("released", "closed: done");
    }

    @Test
    void connection_isAborted_withoutSettings_orWhenWhatComesCannotBeRead() {
        a.receive("0001");
        assertThat(a.events).singleElement().asString().contains("first message is 0.01");
        assertThat(a.next()).startsWith("d0").contains("e5ff");
        a.receive("0001");
        assertThat(a.requests).isEmpty();
        connectAgain("f0ffffffff01", "maxMessageBytes");
        connectAgain("10e110", "critical");
        connectAgain("00e5", "aborted");
    }

    private static void connectAgain(String then, String reason) {
        End end = new End(SMALL, 3);
        end.session.start();
        end.receive("00e1");
        end.ask(1);
        end.receive(then);
        assertThat(end.events).singleElement().asString().contains(reason);
        assertThat(end.outcomes).containsExactly(Outcome.Kind.DISCONNECTED);
        end.ask(1);
        assertThat(end.outcomes).last().isEqualTo(Outcome.Kind.CLOSED);
    }

    @Test
    void badMessages_areAnsweredOrEndTheirRequest_andTheConnectionGoesOn() {
        End end = new End(SMALL, 3);
        end.session.start();
        end.sent.clear();
        end.receive("00e1" + "0000");
        end.receive("1101aa90");
        assertThat(end.next()).as("4.02 with the request's token").isEqualTo("0182aa");
        end.ask(1);
        byte[] request = end.sent.remove();
        int tokenBytes = request[0] & 15;
        String token = HexFormat.of().formatHex(request, 2, 2 + tokenBytes);
        end.receive("1" + tokenBytes + "45" + token + "90");
        assertThat(end.outcomes).containsExactly(Outcome.Kind.BAD_RESPONSE);
        assertThat(end.events).isEmpty();
        assertThatThrownBy(() -> end.session.request(Code.CONTENT, Options.NONE, NOTHING, 1, null, 0))
                .hasMessageContaining("2.05");
        assertThatThrownBy(() -> new StreamLimits(CodecLimits.DEFAULT, 0)).hasMessageContaining("got 0");
        assertThat(FrameEncoder.encode(
                        Code.GET,
                        NOTHING,
                        Options.builder().uint(Option.ACCEPT, 0).build(),
                        NOTHING))
                .containsExactly(0x20, 1, (byte) 0xD0, 4);
    }
}

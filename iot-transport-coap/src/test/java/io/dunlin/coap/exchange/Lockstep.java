/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Options;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Drives one endpoint with datagrams in hexadecimal and checks what leaves, in virtual time. */
final class Lockstep implements ExchangeOutput {

    static final long MILLI = 1_000_000L;

    record Key(String name) implements PeerKey {
        @Override
        public boolean authenticated() {
            return false;
        }
    }

    final Key peer = new Key("peer");
    final Exchanges exchanges;
    final List<ServerExchange> requests = new ArrayList<>();
    final List<Outcome> outcomes = new ArrayList<>();
    /** Answers at once when set, else requests wait in {@link #requests}. */
    Code answer;

    String answerBody = "";
    long now = 1_000 * MILLI;
    private final Deque<String> sent = new ArrayDeque<>();
    private final long seed;

    Lockstep(Timing timing, ExchangeLimits limits) {
        this(timing, limits, 1);
    }

    Lockstep(Timing timing, ExchangeLimits limits, long seed) {
        this.seed = seed;
        this.exchanges = new Exchanges(timing, limits, new Random(seed)::nextLong, this);
    }

    @Override
    public void send(PeerKey to, byte[] bytes, int offset, int length) {
        sent.add(HexFormat.of().formatHex(bytes, offset, offset + length));
    }

    @Override
    public void request(ServerExchange exchange) {
        requests.add(exchange);
        if (answer != null) {
            exchange.respond(answer, Options.NONE, answerBody.getBytes(StandardCharsets.UTF_8), now);
        }
    }

    void receive(String hex) {
        receive(peer, hex);
    }

    void receive(PeerKey from, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        exchanges.receive(from, bytes, 0, bytes.length, now);
    }

    void expect(String hex) {
        assertThat(sent.poll()).isEqualTo(hex.replace(" ", ""));
    }

    void expectNothing() {
        assertThat(sent).isEmpty();
    }

    /** Forgets what has left so far. */
    void drain() {
        sent.clear();
    }

    /** Returns the next datagram that left. */
    String next() {
        assertThat(sent).isNotEmpty();
        return sent.poll();
    }

    void advance(long millis) {
        long until = now + millis * MILLI;
        while (exchanges.deadlineNanos() <= until) {
            now = Math.max(now, exchanges.deadlineNanos());
            exchanges.tick(now);
        }
        now = until;
    }

    ClientExchange ask(boolean confirmable, Code code, String path, String body, long timeoutMillis) {
        Options options = Options.builder().path(path).build();
        return exchanges.request(
                peer,
                confirmable,
                code,
                options,
                body.getBytes(StandardCharsets.UTF_8),
                timeoutMillis * MILLI,
                (outcome, at) -> outcomes.add(outcome),
                now);
    }

    Outcome.Kind outcome() {
        assertThat(outcomes).hasSize(1);
        return outcomes.remove(0).kind();
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + exchanges;
    }
}

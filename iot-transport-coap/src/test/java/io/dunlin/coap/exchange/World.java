/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Two endpoints in virtual time with a network between them that loses, repeats, delays and reorders, and a server that
 * answers at once, late, or in blocks. It counts the effects of each request within one life of the server.
 */
final class World {

    static final long MILLI = 1_000_000L;
    private static final PeerKey CLIENT = new Lockstep.Key("client");
    private static final PeerKey SERVER = new Lockstep.Key("server");

    /** What is known of one request. */
    static final class Asked {
        final Code code;
        final byte[] body;
        final List<Outcome> outcomes = new ArrayList<>();
        byte[] answer = {};
        int effects;

        Asked(Code code, byte[] body) {
            this.code = code;
            this.body = body;
        }
    }

    final Map<Integer, Asked> asked = new HashMap<>();
    final Set<Integer> doubled = new HashSet<>();
    private final Random random;
    private final Timing timing;
    final Wire wire;
    private Exchanges client;
    private BlockwiseClient blockClient;
    private Exchanges server;
    private BlockwiseServer blockServer;
    private int life;
    private Set<Integer> effectsOfThisLife = new HashSet<>();

    World(long seed, Timing timing) {
        this.random = new Random(seed);
        this.timing = timing;
        this.wire = new Wire(random, timing);
        startClient();
        startServer();
    }

    private void startClient() {
        client = new Exchanges(timing, ExchangeLimits.DEFAULT, random::nextLong, new ExchangeOutput() {
            @Override
            public void send(PeerKey peer, byte[] bytes, int offset, int length) {
                carry(bytes, offset, length, true);
            }

            @Override
            public void request(ServerExchange exchange) {
                throw new AssertionError("nobody asks the client");
            }
        });
        blockClient = new BlockwiseClient(client, BlockLimits.DEFAULT, random::nextLong);
    }

    /** The server loses all that it knows. */
    void startServer() {
        life++;
        effectsOfThisLife = new HashSet<>();
        blockServer = new BlockwiseServer(BlockLimits.DEFAULT, this::serve);
        server = new Exchanges(timing, ExchangeLimits.DEFAULT, random::nextLong, new ExchangeOutput() {
            @Override
            public void send(PeerKey peer, byte[] bytes, int offset, int length) {
                carry(bytes, offset, length, false);
            }

            @Override
            public void request(ServerExchange exchange) {
                blockServer.request(exchange, wire.now);
            }
        });
    }

    private void carry(byte[] bytes, int offset, int length, boolean toServer) {
        wire.carry(bytes, offset, length, copy -> {
            if (toServer) {
                server.receive(CLIENT, copy, 0, copy.length, wire.now);
            } else {
                client.receive(SERVER, copy, 0, copy.length, wire.now);
            }
        });
    }

    private void serve(WholeRequest request) {
        int number = (int) request.message().options().uint(Option.MAX_AGE, -1);
        Asked what = asked.get(number);
        if (!Arrays.equals(what.body, request.body())) {
            throw new AssertionError("request " + number + " arrived with another body");
        }
        what.effects++;
        if (!effectsOfThisLife.add(number) && !what.code.isSafe()) {
            doubled.add(number);
        }
        byte[] answer = answerTo(number);
        int delay = random.nextInt(3) == 0 ? random.nextInt(5_000) : 0;
        int served = life;
        if (delay == 0) {
            request.respond(Code.CONTENT, Options.NONE, answer, wire.now);
        } else {
            wire.at(delay, () -> {
                if (life == served) {
                    request.respond(Code.CONTENT, Options.NONE, answer, wire.now);
                }
            });
        }
    }

    static byte[] answerTo(int number) {
        byte[] answer = new byte[number % 3 == 0 ? 3_000 + number : number % 50];
        new Random(number).nextBytes(answer);
        return answer;
    }

    void ask() {
        int number = asked.size();
        Code[] codes = {Code.GET, Code.POST, Code.PUT};
        Code code = codes[random.nextInt(3)];
        byte[] body = new byte[code == Code.GET ? 0 : random.nextInt(random.nextBoolean() ? 100 : 5_000)];
        random.nextBytes(body);
        Asked what = new Asked(code, body);
        asked.put(number, what);
        // Max-Age stands in for the request's number: it is part of what tells two questions apart.
        Options options =
                Options.builder().path("/r").uint(Option.MAX_AGE, number).build();
        ClientExchange exchange = blockClient.request(
                SERVER,
                random.nextInt(10) > 0,
                code,
                options,
                body,
                600_000 * MILLI,
                (outcome, answer, at) -> {
                    what.outcomes.add(outcome);
                    what.answer = answer;
                },
                wire.now);
        if (random.nextInt(20) == 0) {
            wire.at(random.nextInt(3_000), () -> exchange.cancel(wire.now));
        }
    }

    /** Runs until nothing is left to happen, or for so many milliseconds. */
    void run(long millis) {
        wire.run(
                millis,
                () -> Math.min(Math.min(client.deadlineNanos(), server.deadlineNanos()), blockServer.deadlineNanos()),
                now -> {
                    client.tick(now);
                    server.tick(now);
                    blockServer.tick(now);
                });
    }

    /** Returns whether either end keeps anything. */
    boolean isEmpty() {
        return client.peers() == 0 && server.peers() == 0 && blockServer.transfers() == 0 && wire.isEmpty();
    }
}

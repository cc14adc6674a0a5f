/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Message;
import io.dunlin.coap.codec.Options;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Observers of one resource over a bad network. A state is a number that only grows, in a body of which some need several
 * blocks; the server may lose what it knows of its observers, but not the state.
 */
final class ObserveWorld {

    private static final PeerKey CLIENT = new Lockstep.Key("client");
    private static final PeerKey SERVER = new Lockstep.Key("server");
    private static final Options PATH = Options.builder().path("/r").build();
    private static final long TIMEOUT = 300_000 * Wire.MILLI;

    /** What an observer has seen. */
    static final class Seen {
        final List<Integer> states = new ArrayList<>();
        Outcome end;
        ClientExchange exchange;
        boolean cancelled;

        int latest() {
            return states.isEmpty() ? -1 : states.get(states.size() - 1);
        }
    }

    final List<Seen> observers = new ArrayList<>();
    final Wire wire;
    int state;
    private final Random random;
    private final Timing timing;
    private final ObservePolicy policy;
    private final Set<ServerObservation> observations = new LinkedHashSet<>();
    private final Exchanges client;
    private final BlockwiseClient blockClient;
    private Exchanges server;
    private BlockwiseServer blockServer;

    ObserveWorld(long seed, Timing timing, ObservePolicy policy) {
        this.random = new Random(seed);
        this.timing = timing;
        this.policy = policy;
        this.wire = new Wire(random, timing);
        client = new Exchanges(timing, ExchangeLimits.DEFAULT, random::nextLong, new ExchangeOutput() {
            @Override
            public void send(PeerKey peer, byte[] bytes, int offset, int length) {
                wire.carry(bytes, offset, length, copy -> server.receive(CLIENT, copy, 0, copy.length, wire.now));
            }

            @Override
            public void request(ServerExchange exchange) {
                throw new AssertionError("nobody asks the client");
            }
        });
        blockClient = new BlockwiseClient(client, BlockLimits.DEFAULT, random::nextLong);
        startServer();
    }

    /** The server forgets its observers. */
    void startServer() {
        observations.clear();
        blockServer = new BlockwiseServer(BlockLimits.DEFAULT, this::serve);
        server = new Exchanges(timing, ExchangeLimits.DEFAULT, random::nextLong, new ExchangeOutput() {
            @Override
            public void send(PeerKey peer, byte[] bytes, int offset, int length) {
                wire.carry(bytes, offset, length, copy -> client.receive(SERVER, copy, 0, copy.length, wire.now));
            }

            @Override
            public void request(ServerExchange exchange) {
                blockServer.request(exchange, wire.now);
            }
        });
    }

    private void serve(WholeRequest request) {
        request.leaveIfAsked();
        ServerObservation[] registered = new ServerObservation[1];
        registered[0] = request.observe(policy, () -> observations.remove(registered[0]), wire.now);
        if (registered[0] != null) {
            observations.add(registered[0]);
        }
        request.respond(Code.CONTENT, Options.NONE, body(state), wire.now);
    }

    static byte[] body(int state) {
        byte[] number = Integer.toString(state).getBytes(StandardCharsets.US_ASCII);
        byte[] body = Arrays.copyOf(number, state % 3 == 0 ? 2_500 : 20);
        Arrays.fill(body, number.length, body.length, (byte) ' ');
        return body;
    }

    void change() {
        state++;
        for (ServerObservation observation : new ArrayList<>(observations)) {
            blockServer.notify(observation, Code.CONTENT, Options.NONE, body(state), wire.now);
        }
    }

    void observe() {
        Seen seen = new Seen();
        observers.add(seen);
        seen.exchange = blockClient.observe(
                SERVER,
                Code.GET,
                PATH,
                new byte[0],
                TIMEOUT,
                new BlockwiseClient.Observer() {
                    @Override
                    public void notified(Message notification, byte[] body, long now) {
                        if (seen.cancelled) {
                            throw new AssertionError("told after it was cancelled");
                        }
                        int told = Integer.parseInt(new String(body, StandardCharsets.US_ASCII).strip());
                        if (!Arrays.equals(body, body(told))) {
                            throw new AssertionError("a state of mixed blocks");
                        }
                        seen.states.add(told);
                    }

                    @Override
                    public void ended(Outcome outcome, byte[] body, long now) {
                        if (seen.end != null || seen.cancelled) {
                            throw new AssertionError("told of the end twice");
                        }
                        seen.end = outcome;
                    }
                },
                wire.now);
    }

    void cancel(Seen seen) {
        seen.cancelled = true;
        seen.exchange.cancel(wire.now);
    }

    int observations() {
        return observations.size();
    }

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
}

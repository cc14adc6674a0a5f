/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import org.jspecify.annotations.Nullable;

/** The opening of a {@link SimStream}: a request and an answer, repeated with growing pauses while none comes. */
final class StreamOpening {

    private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
    private static final int ATTEMPTS = 5;
    private static final int PACKET_BYTES = 60;

    private final SimNetwork network;
    private final SimStream client;
    private final int port;
    private int attempts;

    StreamOpening(SimNetwork network, SimStream client, int port) {
        this.network = network;
        this.client = client;
        this.port = port;
    }

    void attempt() {
        if (!client.isConnecting()) {
            return;
        }
        if (attempts == ATTEMPTS) {
            client.end("no answer");
            return;
        }
        network.simulation()
                .schedule(FIRST_PAUSE_NANOS << attempts++, client.node().index(), this::attempt);
        send(client.node(), client.peerNode(), () -> {
            StreamAcceptor acceptor = network.acceptor(client.peerNode(), port);
            if (!client.isConnecting()) {
                return true;
            }
            if (acceptor == null) {
                answer(null);
                return true;
            }
            SimStream server = client.peerOrNew();
            if (server.isConnecting()) {
                server.node().loop().run(() -> server.handle(acceptor.accept(server)));
                server.open();
            }
            answer(server);
            return true;
        });
    }

    private void answer(@Nullable SimStream server) {
        send(client.peerNode(), client.node(), () -> {
            if (client.isConnecting()) {
                if (server == null) {
                    client.end("refused");
                } else {
                    client.open();
                }
            }
            return true;
        });
    }

    private void send(SimNode from, SimNode to, SimNetwork.Arrival arrival) {
        network.transmit(client.toString(), to.name() + ':' + port, from, to, PACKET_BYTES, attempts, arrival);
    }
}

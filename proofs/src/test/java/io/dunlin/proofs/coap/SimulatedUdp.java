/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.coap;

import io.dunlin.coap.Datagrams;
import io.dunlin.coap.exchange.PeerKey;
import io.dunlin.testkit.SimDatagrams;
import io.dunlin.testkit.SimNode;
import java.util.Arrays;

/** UDP of a simulated machine. */
final class SimulatedUdp implements Datagrams {

    private final SimNode node;
    private final int port;
    private SimDatagrams socket;

    /** A machine of the simulation. */
    record Machine(String host, int port) implements PeerKey {
        @Override
        public boolean authenticated() {
            return false;
        }
    }

    SimulatedUdp(SimNode node, int port) {
        this.node = node;
        this.port = port;
    }

    @Override
    public void open(Receiver receiver) {
        socket = node.network()
                .bind(
                        node,
                        port,
                        (host, from, bytes) -> receiver.received(new Machine(host, from), bytes, 0, bytes.length));
        receiver.opened(port);
    }

    @Override
    public void send(PeerKey peer, byte[] bytes, int offset, int length) {
        Machine machine = (Machine) peer;
        socket.send(machine.host, machine.port, Arrays.copyOfRange(bytes, offset, offset + length));
    }

    @Override
    public PeerKey resolve(String host, int number) {
        return new Machine(host, number);
    }

    @Override
    public boolean secure() {
        return false;
    }

    @Override
    public void close() {
        socket.close();
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import org.jspecify.annotations.Nullable;

/** An open datagram port of a machine; it is gone when the machine goes down. Used on the machine's loop. */
public final class SimDatagrams {

    private final SimNetwork network;
    private final SimNode node;
    private final int port;
    private @Nullable Receiver receiver;

    SimDatagrams(SimNetwork network, SimNode node, int port, Receiver receiver) {
        this.network = network;
        this.node = node;
        this.port = port;
        this.receiver = receiver;
    }

    /** Who gets the datagrams. */
    @FunctionalInterface
    public interface Receiver {
        /**
         * A datagram arrived. Called on the machine's loop.
         *
         * @param fromHost who sent it
         * @param fromPort from which port
         * @param bytes its content, the receiver's own copy
         */
        void received(String fromHost, int fromPort, byte[] bytes);
    }

    /**
     * Sends a datagram.
     *
     * @param host the name of a machine of the simulation
     * @param toPort its port
     * @param bytes the content; copied
     */
    public void send(String host, int toPort, byte[] bytes) {
        if (receiver != null) {
            network.sendDatagram(node, port, host, toPort, bytes.clone());
        }
    }

    /** Closes the port. */
    public void close() {
        if (receiver != null) {
            receiver = null;
            network.release(node, port);
        }
    }

    void deliver(String fromHost, int fromPort, byte[] bytes) {
        if (receiver != null) {
            receiver.received(fromHost, fromPort, bytes);
        }
    }

    void vanish() {
        receiver = null;
    }
}

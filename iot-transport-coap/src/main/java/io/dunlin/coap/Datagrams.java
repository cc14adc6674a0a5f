/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.exchange.PeerKey;

/**
 * What carries datagrams between an endpoint and its peers: plain UDP, a simulated network, or a security layer such as
 * DTLS. All methods but {@link #resolve} are called on the endpoint's loop, and so are the receiver's.
 *
 * <p>A security layer names a peer by its association and not by its address, and sends to wherever the association was
 * last heard from (RFC 9146 section 6), so that exchanges, observations and transfers go on when an address changes. It
 * makes an association when the first datagram is sent to a peer that has none, asking for credentials asynchronously as
 * it needs to; what is sent meanwhile may be kept or lost, since messages that matter are sent again. If that fails, or an
 * association is over, it says so with {@link Receiver#disconnected}.
 */
public interface Datagrams {

    /**
     * Starts to receive.
     *
     * @param receiver who is told
     */
    void open(Receiver receiver);

    /**
     * Sends a datagram, which may be lost. What cannot be sent now is lost too.
     *
     * @param peer to whom; one that this object made
     * @param bytes where it is; not kept
     * @param offset its first byte
     * @param length how long it is
     */
    void send(PeerKey peer, byte[] bytes, int offset, int length);

    /**
     * Finds a peer by its address. May block for a name service; call it before the loop depends on it.
     *
     * @param host a name or a literal address
     * @param port 1 to 65535
     * @return the peer
     * @throws IllegalArgumentException if the name is not known
     */
    PeerKey resolve(String host, int port);

    /**
     * Tells whether peers are authenticated and bytes confidential.
     *
     * @return false for plain UDP
     */
    boolean secure();

    /** Stops and gives the socket back. */
    void close();

    /** Who is told what came. */
    interface Receiver {
        /**
         * Datagrams can be received and sent.
         *
         * @param localPort the port in use
         */
        void opened(int localPort);

        /**
         * A datagram came.
         *
         * @param peer from whom
         * @param bytes where it is; reused after this call
         * @param offset its first byte
         * @param length how long it is
         */
        void received(PeerKey peer, byte[] bytes, int offset, int length);

        /**
         * The association with a peer is over or could not be made. Plain UDP never says so.
         *
         * @param peer with whom
         * @param reason why, for people
         */
        default void disconnected(PeerKey peer, String reason) {}

        /**
         * It cannot be opened, or not any more. Errors that concern one datagram or one peer are not told.
         *
         * @param reason why, for people
         */
        void failed(String reason);
    }
}

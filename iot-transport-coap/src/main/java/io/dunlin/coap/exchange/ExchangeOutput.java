/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

/** What an endpoint's state machine puts out. Its methods may call back into the machine. */
public interface ExchangeOutput {

    /**
     * A datagram has to leave. It may be lost.
     *
     * @param peer to whom
     * @param bytes where it is; the array is reused after this call returns
     * @param offset its first byte
     * @param length how long it is
     */
    void send(PeerKey peer, byte[] bytes, int offset, int length);

    /**
     * A request came that is no duplicate, or one of a safe method whose answer has to be computed again.
     *
     * @param exchange what was asked; answer it once, now or later
     */
    void request(ServerExchange exchange);
}

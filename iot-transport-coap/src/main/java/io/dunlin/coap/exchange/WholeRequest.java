/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.Block;
import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Message;
import io.dunlin.coap.codec.Options;
import org.jspecify.annotations.Nullable;

/** A request of a peer with its whole body. Answer it once, now or later. */
public final class WholeRequest {

    private final BlockwiseServer server;
    private final ServerExchange exchange;
    private final byte[] body;
    private final @Nullable Block lastBlock;

    WholeRequest(BlockwiseServer server, ServerExchange exchange, byte[] body, @Nullable Block lastBlock) {
        this.server = server;
        this.exchange = exchange;
        this.body = body;
        this.lastBlock = lastBlock;
    }

    /**
     * Returns who asks.
     *
     * @return the peer
     */
    public PeerKey peer() {
        return exchange.peer();
    }

    /**
     * Returns the message that the request came in, of a request in blocks the last one.
     *
     * @return the message
     */
    public Message message() {
        return exchange.request();
    }

    /**
     * Returns the body.
     *
     * @return all of it; not a copy
     */
    public byte[] body() {
        return body;
    }

    /**
     * Answers.
     *
     * @param code a response code
     * @param options the response's options, without blocks
     * @param responseBody the response's body, of any size; not copied
     * @param now the monotonic time in nanoseconds
     */
    public void respond(Code code, Options options, byte[] responseBody, long now) {
        server.respond(exchange, lastBlock, code, options, responseBody, now);
    }

    /**
     * Registers the peer as an observer; see {@link ServerExchange#observe}.
     *
     * @param policy how observers are served
     * @param handler told when the observer is gone
     * @param now the monotonic time in nanoseconds
     * @return the observation, or null
     */
    public @Nullable ServerObservation observe(ObservePolicy policy, ServerObservation.Handler handler, long now) {
        return exchange.observe(policy, handler, now);
    }

    /** Ends an observation if the request asks for that; see {@link ServerExchange#leaveIfAsked}. */
    public void leaveIfAsked() {
        exchange.leaveIfAsked();
    }

    /** Ends the exchange without a response; see {@link ServerExchange#ignore}. */
    public void ignore() {
        exchange.ignore();
    }
}

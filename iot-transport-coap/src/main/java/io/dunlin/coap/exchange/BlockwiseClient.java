/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Message;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import io.dunlin.core.RandomSource;

/**
 * Sends requests with bodies of any permitted size and collects the bodies of their responses, block by block (RFC 7959).
 * Every body in blocks carries a Request-Tag (RFC 9175), so that no server mixes two of them. One thread at a time.
 */
public final class BlockwiseClient {

    final Exchanges exchanges;
    final BlockLimits limits;
    private final RandomSource random;

    /**
     * Creates a client.
     *
     * @param exchanges what carries the blocks
     * @param limits how large blocks and bodies may be
     * @param random where request tags come from
     */
    public BlockwiseClient(Exchanges exchanges, BlockLimits limits, RandomSource random) {
        this.exchanges = exchanges;
        this.limits = limits;
        this.random = random;
    }

    /**
     * Sends a request.
     *
     * @param to to whom
     * @param confirmable whether its messages are sent again until acknowledged
     * @param code a method
     * @param options the request's options, without blocks
     * @param body the request's body; not copied
     * @param timeoutNanos how long to wait for the whole response, from now
     * @param handler told once how it ended, possibly before this method returns
     * @param now the monotonic time in nanoseconds
     * @return a handle that takes the request back
     * @throws IllegalArgumentException if the body is larger than the limit or the options have blocks
     */
    public ClientExchange request(
            PeerKey to,
            boolean confirmable,
            Code code,
            Options options,
            byte[] body,
            long timeoutNanos,
            Handler handler,
            long now) {
        if (body.length > limits.maxBodyBytes()) {
            throw new IllegalArgumentException(
                    "maxBodyBytes is " + limits.maxBodyBytes() + ", the body has " + body.length);
        }
        requireNoBlocks(options);
        BlockTransfer transfer =
                new BlockTransfer(this, to, confirmable, code, options, body, now + timeoutNanos, handler);
        transfer.start(now);
        return transfer;
    }

    /**
     * Observes a resource, whose states may come in blocks (RFC 7641, RFC 7959 section 2.6).
     *
     * @param to whose
     * @param code {@link Code#GET} or {@link Code#FETCH}
     * @param options the request's options, without blocks and without Observe
     * @param body the request's body, no larger than a block; not copied
     * @param timeoutNanos how long to wait for the answer to a registration, and for the blocks of a state
     * @param observer told of each state and of the end, possibly before this method returns
     * @param now the monotonic time in nanoseconds
     * @return a handle that ends the observation and says so to the server
     * @throws IllegalArgumentException if the body is larger than a block or the options have blocks
     */
    public ClientExchange observe(
            PeerKey to, Code code, Options options, byte[] body, long timeoutNanos, Observer observer, long now) {
        if (body.length > limits.blockBytes()) {
            throw new IllegalArgumentException("the body of an observing request has at most " + limits.blockBytes()
                    + " bytes here, got " + body.length);
        }
        requireNoBlocks(options);
        BlockObservation observation = new BlockObservation(this, to, code, options, body, timeoutNanos, observer);
        observation.start(now);
        return observation;
    }

    private static void requireNoBlocks(Options options) {
        if (options.has(Option.BLOCK1) || options.has(Option.BLOCK2)) {
            throw new IllegalArgumentException("blocks are added here, the options have them already: " + options);
        }
    }

    byte[] newTag() {
        byte[] tag = new byte[4];
        random.nextBytes(tag);
        return tag;
    }

    /** Who is told of the states of a resource. */
    public interface Observer {
        /**
         * The resource has a new state, or this is its first.
         *
         * @param notification the message, of a state in blocks the first one
         * @param body the whole state
         * @param now the monotonic time in nanoseconds
         */
        void notified(Message notification, byte[] body, long now);

        /**
         * The observation is over. Called once, unless it was cancelled.
         *
         * @param outcome see {@link ClientObservation.Handler#ended}
         * @param body the body of the response, empty if there is none
         * @param now the monotonic time in nanoseconds
         */
        void ended(Outcome outcome, byte[] body, long now);
    }

    /** Who is told how a request ended. */
    @FunctionalInterface
    public interface Handler {
        /**
         * The request has ended. Called once.
         *
         * @param outcome how; of a response in blocks this holds the last one
         * @param body the whole body of the response; empty if there was none
         * @param now the monotonic time in nanoseconds
         */
        void ended(Outcome outcome, byte[] body, long now);
    }
}

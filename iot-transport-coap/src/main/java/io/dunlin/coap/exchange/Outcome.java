/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.Message;

/** How a request ended. */
public sealed interface Outcome {

    /**
     * Returns which case this is.
     *
     * @return the kind
     */
    Kind kind();

    /** The cases. */
    enum Kind {
        /** A response came, of success or not: {@link Response}. */
        RESPONSE,
        /** No acknowledgement or no response came in time. The request may have had its effect. */
        TIMEOUT,
        /** The message has arrived; of messages that are no requests. */
        ACKNOWLEDGED,
        /** The request asked for no response (RFC 7967): it has left or, if it is confirmable, has arrived. */
        NOT_AWAITED,
        /** The peer reset the message: it could not process it. For a ping this is the answer. */
        RESET,
        /** A response came that holds a critical option that is unknown or bad, or could not be assembled. */
        BAD_RESPONSE,
        /** Too many messages wait for the peer, or there are too many peers; nothing was sent. */
        BUSY,
        /** The secured association with the peer is over or could not be made. The request may have had its effect. */
        DISCONNECTED,
        /** The caller took the request back. */
        CANCELLED,
        /** The endpoint was closed. */
        CLOSED
    }

    /**
     * A response came.
     *
     * @param message the response, immutable
     */
    record Response(Message message) implements Outcome {
        @Override
        public Kind kind() {
            return Kind.RESPONSE;
        }
    }

    /**
     * No response came.
     *
     * @param kind why; not {@link Kind#RESPONSE}
     */
    record Ended(Kind kind) implements Outcome {
        /** Checks the kind. */
        public Ended {
            if (kind == Kind.RESPONSE) {
                throw new IllegalArgumentException("a response is an Outcome.Response");
            }
        }
    }

    /** Who is told how a request ended. */
    @FunctionalInterface
    interface Handler {
        /**
         * The request has ended. Called once.
         *
         * @param outcome how
         * @param now the monotonic time in nanoseconds
         */
        void ended(Outcome outcome, long now);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.ReasonCode;

/** What came of publishing a message. */
public sealed interface PublishResult {

    /** The five kinds. */
    enum Kind {
        /** {@link Accepted}. */
        ACCEPTED,
        /** {@link Refused}. */
        REFUSED,
        /** {@link NotSent}. */
        NOT_SENT,
        /** {@link Unknown}. */
        UNKNOWN,
        /** {@link Kept}. */
        KEPT
    }

    /**
     * Returns which kind it is, for an exhaustive switch.
     *
     * @return the kind
     */
    Kind kind();

    /**
     * Tells whether publishing the same message again may end otherwise.
     *
     * @return whether to try again
     */
    boolean retryable();

    /**
     * QoS 1 and 2: the server took responsibility. QoS 0: the message was handed to the connection.
     *
     * @param reason success, or that nobody subscribes
     */
    record Accepted(ReasonCode reason) implements PublishResult {
        @Override
        public Kind kind() {
            return Kind.ACCEPTED;
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /**
     * The server refused it.
     *
     * @param reason a code of 0x80 or more
     * @param detail the server's reason string, or empty
     */
    record Refused(ReasonCode reason, String detail) implements PublishResult {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }

        @Override
        public boolean retryable() {
            return reason.isTransient();
        }
    }

    /**
     * It did not leave this client.
     *
     * @param why why not
     */
    record NotSent(Why why) implements PublishResult {
        @Override
        public Kind kind() {
            return Kind.NOT_SENT;
        }

        @Override
        public boolean retryable() {
            return why == Why.NOT_CONNECTED || why == Why.QUEUE_FULL || why == Why.NOT_STORED;
        }
    }

    /**
     * It left, but the session ended before an answer came.
     *
     * @param detail what ended it
     */
    record Unknown(String detail) implements PublishResult {
        @Override
        public Kind kind() {
            return Kind.UNKNOWN;
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** The client was closed; the message is in its store, and the next client on that store goes on with it. */
    record Kept() implements PublishResult {
        static final Kept INSTANCE = new Kept();

        @Override
        public Kind kind() {
            return Kind.KEPT;
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /** Why a message did not leave. */
    enum Why {
        /** QoS 0 without a connection, or the client was closed first. */
        NOT_CONNECTED,
        /** The queue or the store holds as many messages or bytes as it may. */
        QUEUE_FULL,
        /** It gave way to a newer one, as its {@link QueueRule} says. */
        DROPPED,
        /** Its expiry interval passed while it waited. */
        EXPIRED,
        /** The store could not write it. */
        NOT_STORED,
        /** The server's maximum packet size is smaller. */
        TOO_LARGE,
        /** The server's maximum QoS is lower. */
        QOS_NOT_SUPPORTED,
        /** The server retains no messages. */
        RETAIN_NOT_SUPPORTED
    }
}

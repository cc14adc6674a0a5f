/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

import io.dunlin.core.DecodeException;

/**
 * A datagram that is no valid CoAP message, with what RFC 7252 wants done about it. It carries no stack trace: a peer
 * chooses how often it is thrown.
 */
public final class CoapDecodeException extends DecodeException {

    private static final long serialVersionUID = 1L;

    private final Reaction reaction;
    private final int messageId;
    private final MessageType type;
    private final byte[] token;

    CoapDecodeException(String what, int offset, Reaction reaction, MessageType type, int messageId, byte[] token) {
        super(what, offset);
        this.reaction = reaction;
        this.type = type;
        this.messageId = messageId;
        this.token = token;
    }

    /**
     * Returns what to do.
     *
     * @return the reaction
     */
    public Reaction reaction() {
        return reaction;
    }

    /**
     * Returns the type of the message.
     *
     * @return the type; meaningless for {@link Reaction#IGNORE} of a datagram without a header
     */
    public MessageType type() {
        return type;
    }

    /**
     * Returns the message id to answer to.
     *
     * @return 0 to 65535, or -1 if the datagram has none
     */
    public int messageId() {
        return messageId;
    }

    /**
     * Returns the token to answer with.
     *
     * @return a copy; empty if the token could not be read
     */
    public byte[] token() {
        return token.clone();
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }

    /** What RFC 7252 wants done about a message. */
    public enum Reaction {
        /** Silence: another version, no header, or a bad NON, ACK or RST (sections 3, 4.2, 4.3). */
        IGNORE,
        /** A reset: a confirmable message with a format error, or a response with a bad critical option. */
        RESET,
        /** 4.00: a request whose options hold what they must not, such as a path segment {@code ..}. */
        BAD_REQUEST,
        /** 4.02: a confirmable request with a critical option that is unknown, out of bounds or repeated. */
        BAD_OPTION,
        /** 4.13: a confirmable request beyond {@link CodecLimits}. */
        TOO_LARGE;

        /**
         * Returns the code of the error response.
         *
         * @return a response code, or {@link Code#EMPTY} where none is sent
         */
        public Code code() {
            return switch (this) {
                case IGNORE, RESET -> Code.EMPTY;
                case BAD_REQUEST -> Code.BAD_REQUEST;
                case BAD_OPTION -> Code.BAD_OPTION;
                case TOO_LARGE -> Code.REQUEST_ENTITY_TOO_LARGE;
            };
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

/** Writes messages into arrays of the caller (RFC 7252 section 3, RFC 8974 section 2). Stateless; allocates nothing. */
public final class MessageEncoder {

    /** How many bytes an empty message has. */
    public static final int EMPTY_BYTES = 4;

    private static final int MAX_TOKEN_BYTES = 65_804;

    private MessageEncoder() {}

    /**
     * Returns how long a message would be.
     *
     * @param tokenBytes the token's length
     * @param options the options
     * @param payloadBytes the payload's length
     * @return bytes
     */
    public static int length(int tokenBytes, Options options, int payloadBytes) {
        int payload = payloadBytes == 0 ? 0 : payloadBytes + 1;
        return 4 + OptionsBuilder.extraBytes(tokenBytes) + tokenBytes + options.encodedBytes() + payload;
    }

    /**
     * Writes a message.
     *
     * @param into where to; long enough from {@code at} on
     * @param at where the message starts
     * @param type the type
     * @param code a method or a response code
     * @param messageId 0 to 65535
     * @param token the token
     * @param options the options
     * @param payload where the payload is
     * @param offset the payload's first byte
     * @param length how long the payload is; with 0 none is written
     * @return the position behind the message
     */
    public static int encode(
            byte[] into,
            int at,
            MessageType type,
            Code code,
            int messageId,
            byte[] token,
            Options options,
            byte[] payload,
            int offset,
            int length) {
        if (token.length > MAX_TOKEN_BYTES) {
            throw new IllegalArgumentException("a token has at most 65804 bytes, got " + token.length);
        }
        int end = header(into, at, type, OptionsBuilder.nibble(token.length), code, messageId);
        end = OptionsBuilder.writeExtra(into, end, token.length);
        System.arraycopy(token, 0, into, end, token.length);
        end = options.writeTo(into, end + token.length);
        if (length > 0) {
            into[end++] = (byte) 0xFF;
            System.arraycopy(payload, offset, into, end, length);
            end += length;
        }
        return end;
    }

    /**
     * Writes an empty message: a ping, an acknowledgement or a reset.
     *
     * @param into where to
     * @param at where the message starts
     * @param type the type
     * @param messageId 0 to 65535
     * @return the position behind the message
     */
    public static int encodeEmpty(byte[] into, int at, MessageType type, int messageId) {
        return header(into, at, type, 0, Code.EMPTY, messageId);
    }

    private static int header(byte[] into, int at, MessageType type, int tokenNibble, Code code, int messageId) {
        into[at] = (byte) (1 << 6 | type.bits() << 4 | tokenNibble);
        into[at + 1] = (byte) code.value();
        into[at + 2] = (byte) (messageId >> 8);
        into[at + 3] = (byte) messageId;
        return at + 4;
    }
}

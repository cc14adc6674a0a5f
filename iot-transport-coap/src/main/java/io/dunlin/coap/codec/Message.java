/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

/**
 * One received message: a view of the datagram's bytes. Its header is decoded, its options and payload are read where
 * they lie. The view is valid as long as the array beneath is unchanged; {@link #detached} has an array of its own and is
 * immutable.
 */
public final class Message {

    private static final byte[] NO_BYTES = {};

    private final byte[] bytes;
    private final int start;
    private final int end;
    private final MessageType type;
    private final Code code;
    private final int messageId;
    private final int tokenStart;
    private final int optionsStart;
    private final int optionsEnd;

    Message(byte[] bytes, int start, int end, int tokenStart, int optionsStart, int optionsEnd) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        this.type = MessageType.ofBits(bytes[start] >> 4);
        this.code = Code.ofByte(bytes[start + 1]);
        this.messageId = (bytes[start + 2] & 0xFF) << 8 | (bytes[start + 3] & 0xFF);
        this.tokenStart = tokenStart;
        this.optionsStart = optionsStart;
        this.optionsEnd = optionsEnd;
    }

    /**
     * Decodes a datagram in place. Nothing is copied.
     *
     * @param bytes where the datagram is
     * @param offset its first byte
     * @param length how long it is
     * @param limits what is accepted
     * @return a view, valid until {@code bytes} change
     * @throws CoapDecodeException if it is no message that may be acted on
     */
    public static Message decode(byte[] bytes, int offset, int length, CodecLimits limits) {
        return MessageDecoder.decode(bytes, offset, length, limits);
    }

    /**
     * Returns the type.
     *
     * @return the type
     */
    public MessageType type() {
        return type;
    }

    /**
     * Returns the code.
     *
     * @return a method, a response code or {@link Code#EMPTY}
     */
    public Code code() {
        return code;
    }

    /**
     * Returns the message id.
     *
     * @return 0 to 65535
     */
    public int messageId() {
        return messageId;
    }

    /**
     * Returns the token.
     *
     * @return a copy
     */
    public byte[] token() {
        return copy(tokenStart, optionsStart);
    }

    /**
     * Returns the token as a number.
     *
     * @return the value of a token of 8 bytes; 0 for all others
     */
    public long token64() {
        if (optionsStart - tokenStart != 8) {
            return 0;
        }
        long token = 0;
        for (int i = tokenStart; i < optionsStart; i++) {
            token = token << 8 | (bytes[i] & 0xFF);
        }
        return token;
    }

    /**
     * Returns the options.
     *
     * @return a view as valid as this one
     */
    public Options options() {
        return optionsStart == optionsEnd ? Options.NONE : new Options(bytes, optionsStart, optionsEnd);
    }

    /**
     * Returns the payload's length.
     *
     * @return bytes, 0 if there is none
     */
    public int payloadBytes() {
        return optionsEnd == end ? 0 : end - optionsEnd - 1;
    }

    /**
     * Returns the payload.
     *
     * @return a copy, empty if there is none
     */
    public byte[] payload() {
        return optionsEnd == end ? NO_BYTES : copy(optionsEnd + 1, end);
    }

    /**
     * Returns a hash of what tells one message from another of the same id: code and token. A peer that restarted may
     * come to an id that it used before, but not with the same token.
     *
     * @return a hash
     */
    public int fingerprint() {
        int hash = code.value();
        for (int i = tokenStart; i < optionsStart; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /**
     * Returns a message that does not depend on the datagram's array.
     *
     * @return an immutable copy
     */
    public Message detached() {
        return new Message(
                copy(start, end), 0, end - start, tokenStart - start, optionsStart - start, optionsEnd - start);
    }

    private byte[] copy(int from, int to) {
        if (from == to) {
            return NO_BYTES;
        }
        byte[] copy = new byte[to - from];
        System.arraycopy(bytes, from, copy, 0, copy.length);
        return copy;
    }

    /** Returns a line for people, without values. */
    @Override
    public String toString() {
        return type + " " + code + " id=" + messageId + " " + options() + " payload=" + payloadBytes();
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

import io.dunlin.core.LimitExceeded;

/**
 * Finds messages in a stream of bytes (RFC 8323 section 3.2). A frame says how long it is, so a message that is malformed
 * inside does not lose those behind it. At most one message of the permitted size is kept. One thread at a time.
 */
public final class FrameDecoder {

    /** Code and token length, and the longest extensions of both lengths. */
    private static final int MAX_HEAD_BYTES = 8;

    private final CodecLimits limits;
    private byte[] kept = {};
    private int filled;

    /** Where messages go. */
    public interface Output {
        /**
         * A message is whole.
         *
         * @param message a request, a response, a signal of class 7 or an empty message; its type and id mean nothing
         */
        void message(Message message);

        /**
         * A message is malformed inside its frame.
         *
         * @param code its code
         * @param why what is wrong; the reaction is what RFC 7252 asks for of a confirmable message
         */
        void malformed(Code code, CoapDecodeException why);
    }

    /**
     * Creates a decoder.
     *
     * @param limits what a message may hold
     */
    public FrameDecoder(CodecLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @param bytes where they are; not kept
     * @param offset the first of them
     * @param length how many
     * @param output where messages go
     * @throws LimitExceeded if a frame is longer than a message may be; nothing behind it can be read
     */
    public void receive(byte[] bytes, int offset, int length, Output output) {
        byte[] all = bytes;
        int at = offset;
        int end = offset + length;
        if (filled > 0) {
            ensure(filled + length);
            System.arraycopy(bytes, offset, kept, filled, length);
            all = kept;
            at = 0;
            end = filled + length;
            filled = 0;
        }
        for (int next = frameEnd(all, at, end); next >= 0; next = frameEnd(all, at, end)) {
            decode(all, at, next, output);
            at = next;
        }
        int rest = end - at;
        if (rest > 0) {
            byte[] from = all;
            ensure(rest);
            System.arraycopy(from, at, kept, 0, rest);
            filled = rest;
        }
    }

    private void ensure(int capacity) {
        if (kept.length < capacity) {
            byte[] larger = new byte[Math.max(capacity, 2 * kept.length)];
            System.arraycopy(kept, 0, larger, 0, filled);
            kept = larger;
        }
    }

    /** Returns where the frame ends, or -1 if it is not here yet. */
    private int frameEnd(byte[] bytes, int at, int end) {
        if (end - at < 2) {
            return -1;
        }
        int tokenNibble = bytes[at] & 15;
        int codeAt = codeAt(bytes, at);
        int tokenAt = codeAt + 1;
        if (tokenAt + OptionsBuilder.extraOf(tokenNibble) > end) {
            return -1;
        }
        long body = body(bytes, at, codeAt);
        int token = token(bytes, tokenNibble, tokenAt);
        long whole = tokenAt - at + (long) OptionsBuilder.extraOf(tokenNibble) + token + body;
        if (whole > limits.maxMessageBytes() + MAX_HEAD_BYTES) {
            throw new LimitExceeded("maxMessageBytes", limits.maxMessageBytes(), whole, at);
        }
        return at + whole <= end ? (int) (at + whole) : -1;
    }

    private static int codeAt(byte[] bytes, int at) {
        int nibble = (bytes[at] & 0xFF) >> 4;
        return at + 1 + (nibble < 13 ? 0 : nibble == 13 ? 1 : nibble == 14 ? 2 : 4);
    }

    private static long body(byte[] bytes, int at, int codeAt) {
        int nibble = (bytes[at] & 0xFF) >> 4;
        long extra = 0;
        for (int i = at + 1; i < codeAt; i++) {
            extra = extra << 8 | (bytes[i] & 0xFF);
        }
        return nibble < 13 ? nibble : extra + (nibble == 13 ? 13 : nibble == 14 ? 269 : 65_805);
    }

    private static int token(byte[] bytes, int nibble, int at) {
        return switch (nibble) {
            case 13 -> 13 + (bytes[at] & 0xFF);
            case 14 -> 269 + ((bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF));
            // Reserved: the message decoder says so.
            case 15 -> 0;
            default -> nibble;
        };
    }

    /** Writes the message as a datagram would hold it, so that one decoder checks both. */
    private void decode(byte[] bytes, int at, int end, Output output) {
        int codeAt = codeAt(bytes, at);
        Code code = Code.ofByte(bytes[codeAt]);
        byte[] datagram = new byte[4 + end - codeAt - 1];
        datagram[0] = (byte) (0x40 | (bytes[at] & 15));
        datagram[1] = bytes[codeAt];
        System.arraycopy(bytes, codeAt + 1, datagram, 4, datagram.length - 4);
        Message message;
        try {
            message = MessageDecoder.decodeFramed(datagram, limits);
        } catch (CoapDecodeException e) {
            output.malformed(code, e);
            return;
        }
        output.message(message);
    }
}

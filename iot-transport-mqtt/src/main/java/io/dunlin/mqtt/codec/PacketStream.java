/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import java.util.Arrays;

/**
 * Finds packets in a stream of bytes that arrives in pieces of any size. A packet that lies whole in a piece is handed
 * on in place; only the rest of a piece is kept, and memory for it grows with the bytes that came, not with the length
 * that the peer announced. One thread at a time.
 */
public final class PacketStream {

    private static final byte[] EMPTY = new byte[0];
    private static final int INCOMPLETE = -1;

    private final int maxPacketBytes;
    private byte[] held = EMPTY;
    private int heldLength;

    /**
     * Creates a stream at its start.
     *
     * @param maxPacketBytes the largest packet, with its fixed header
     */
    public PacketStream(int maxPacketBytes) {
        this.maxPacketBytes = maxPacketBytes;
    }

    /** Who takes the packets. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes the bytes of one packet, which are valid during the call.
         *
         * @param bytes an array
         * @param offset where the fixed header starts
         * @param length of the whole packet
         * @return whether to go on; after false the rest of the input is dropped
         */
        boolean packet(byte[] bytes, int offset, int length);
    }

    /**
     * Takes the next piece of the stream.
     *
     * @param bytes an array
     * @param offset where the piece starts
     * @param length its length
     * @param sink takes the packets that the piece completes
     * @throws MqttDecodeException if a length is malformed or too large; the stream is of no use afterwards
     */
    public void feed(byte[] bytes, int offset, int length, Sink sink) {
        int at = offset;
        int end = offset + length;
        if (heldLength > 0) {
            at = complete(bytes, at, end, sink);
            if (at < 0) {
                return;
            }
        }
        while (at < end) {
            int size = frameLength(bytes, at, end - at);
            if (size == INCOMPLETE || size > end - at) {
                hold(bytes, at, end - at, size);
                return;
            }
            if (!sink.packet(bytes, at, size)) {
                return;
            }
            at += size;
        }
    }

    /** Adds to the packet that is held; returns how far it read, or -1 if there is nothing more to do. */
    private int complete(byte[] bytes, int from, int end, Sink sink) {
        int at = from;
        int size = frameLength(held, 0, heldLength);
        while (size == INCOMPLETE) {
            if (at == end) {
                return -1;
            }
            hold(bytes, at++, 1, INCOMPLETE);
            size = frameLength(held, 0, heldLength);
        }
        int take = Math.min(size - heldLength, end - at);
        hold(bytes, at, take, size);
        if (heldLength < size) {
            return -1;
        }
        byte[] packet = held;
        held = EMPTY;
        heldLength = 0;
        return sink.packet(packet, 0, size) ? at + take : -1;
    }

    private void hold(byte[] bytes, int offset, int length, int size) {
        int needed = heldLength + length;
        if (needed > held.length) {
            int most = size == INCOMPLETE ? 64 : size;
            held = Arrays.copyOf(held, Math.max(needed, Math.min(most, Math.max(64, 2 * held.length))));
        }
        System.arraycopy(bytes, offset, held, heldLength, length);
        heldLength = needed;
    }

    /** Returns the bytes that are held for a packet that is not yet whole. */
    int heldCapacity() {
        return held.length;
    }

    /** Returns the length of the packet that starts at an offset, or -1 if its header is not yet whole. */
    private int frameLength(byte[] bytes, int offset, int length) {
        if (length < 2) {
            return INCOMPLETE;
        }
        int remaining = 0;
        for (int i = 1; i <= 4; i++) {
            if (i == length) {
                return INCOMPLETE;
            }
            int b = bytes[offset + i];
            remaining |= (b & 0x7F) << (7 * (i - 1));
            if (b >= 0) {
                if (b == 0 && i > 1) {
                    throw new MqttDecodeException(
                            ReasonCode.MALFORMED_PACKET, "remaining length is not in its shortest form", i);
                }
                int size = 1 + i + remaining;
                if (size > maxPacketBytes) {
                    throw tooLarge(size);
                }
                return size;
            }
        }
        throw new MqttDecodeException(ReasonCode.MALFORMED_PACKET, "remaining length has more than four bytes", 1);
    }

    private MqttDecodeException tooLarge(int size) {
        return new MqttDecodeException(
                ReasonCode.PACKET_TOO_LARGE, "a packet of " + size + " bytes; at most " + maxPacketBytes, 1);
    }
}

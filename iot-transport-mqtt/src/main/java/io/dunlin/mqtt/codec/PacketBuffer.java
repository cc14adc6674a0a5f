/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import java.util.Arrays;

/**
 * Bytes of packets on their way out. All sessions of a loop may share one: it is filled, its bytes are taken, and it is
 * empty again. One thread at a time.
 */
public final class PacketBuffer {

    /** What is kept when a larger packet has been taken. */
    private static final int KEPT_BYTES = 16 * 1024;

    private byte[] bytes = new byte[512];
    private int length;

    /** Creates an empty buffer. */
    public PacketBuffer() {}

    /**
     * Appends a packet.
     *
     * @param encoder of the sender's role
     * @param packet what that role may send
     * @return the packet's length in bytes
     */
    public int append(PacketEncoder encoder, Packet packet) {
        int remaining = encoder.remaining(packet);
        int size = 1 + VarInt.length(remaining) + remaining;
        if (bytes.length - length < size) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, size), 2 * bytes.length));
        }
        length = encoder.write(packet, remaining, bytes, length);
        return size;
    }

    /**
     * Returns the array that holds the bytes, from index 0.
     *
     * @return not a copy; valid until the next {@link #append} or {@link #clear}
     */
    public byte[] array() {
        return bytes;
    }

    /**
     * Returns how many bytes there are.
     *
     * @return at least 0
     */
    public int length() {
        return length;
    }

    /** Forgets the bytes, and the memory of an unusually large packet. */
    public void clear() {
        length = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[KEPT_BYTES];
        }
    }
}

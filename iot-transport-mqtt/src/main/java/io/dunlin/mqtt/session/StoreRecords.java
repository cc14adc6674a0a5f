/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.core.Utf8;
import io.dunlin.mqtt.codec.PacketEncoder;
import io.dunlin.mqtt.codec.Publish;
import io.dunlin.mqtt.codec.Role;

/**
 * The records of a session's store, version 1 (docs/wire.md, "The MQTT session store"). Numbers are big-endian and
 * unsigned; the first byte says which record it is.
 */
final class StoreRecords {

    static final int VERSION = 1;

    /** {@code version, client id}: the first record of every store and snapshot. */
    static final int HEADER = 0;
    /** {@code number: u64, expires: u64, remaining: u32, packet id: u16, PUBLISH}: a message to send. */
    static final int MESSAGE = 1;
    /** {@code number: u64, packet id: u16}: the message may have been sent with this packet id. */
    static final int NAMED = 2;
    /** {@code number: u64}: PUBREC has come, PUBREL may have been sent. */
    static final int RELEASED = 3;
    /** {@code number: u64}: the message has come to its end. */
    static final int DONE = 4;
    /** {@code packet id: u16}: a QoS 2 message was taken, PUBREC may have been sent. */
    static final int TAKEN = 5;
    /** {@code packet id: u16}: PUBREL has come. */
    static final int FORGOTTEN = 6;
    /** The server has begun a new session: packet ids mean nothing any more. */
    static final int NEW_SESSION = 7;

    static final int MESSAGE_HEADER_BYTES = 23;

    /** Of every message's place in the store: its other records and their frames. */
    private static final int OVERHEAD_BYTES = 96;

    private static final PacketEncoder ENCODER = new PacketEncoder(Role.CLIENT);

    private StoreRecords() {}

    static byte[] header(String clientId) {
        byte[] bytes = new byte[2 + Utf8.length(clientId)];
        bytes[0] = HEADER;
        bytes[1] = VERSION;
        Utf8.encode(clientId, bytes, 2);
        return bytes;
    }

    /** A message with its packet id, 0 if it has none yet; remaining and expires are 0 if it does not expire. */
    static byte[] message(long number, int id, Message message, long expiresMillis, long remainingSeconds) {
        Publish publish = Publish.of(
                message.topic(), message.qos(), false, message.retain(), 1, message.properties(), message.payload());
        byte[] bytes = new byte[MESSAGE_HEADER_BYTES + ENCODER.length(publish)];
        bytes[0] = MESSAGE;
        put(number, 8, bytes, 1);
        put(expiresMillis, 8, bytes, 9);
        put(remainingSeconds, 4, bytes, 17);
        put(id, 2, bytes, 21);
        ENCODER.write(publish, bytes, MESSAGE_HEADER_BYTES);
        return bytes;
    }

    static byte[] named(long number, int id) {
        byte[] bytes = new byte[11];
        bytes[0] = NAMED;
        put(number, 8, bytes, 1);
        put(id, 2, bytes, 9);
        return bytes;
    }

    static byte[] released(long number) {
        return ofNumber(RELEASED, number);
    }

    static byte[] done(long number) {
        return ofNumber(DONE, number);
    }

    static byte[] taken(int id) {
        return ofId(TAKEN, id);
    }

    static byte[] forgotten(int id) {
        return ofId(FORGOTTEN, id);
    }

    static byte[] newSession() {
        return new byte[] {NEW_SESSION};
    }

    /** Returns about how much of the store a message takes. */
    static long bytes(Message message) {
        return OVERHEAD_BYTES + message.topic().length() + (long) message.payload().length;
    }

    private static byte[] ofNumber(int type, long number) {
        byte[] bytes = new byte[9];
        bytes[0] = (byte) type;
        put(number, 8, bytes, 1);
        return bytes;
    }

    private static byte[] ofId(int type, int id) {
        byte[] bytes = new byte[3];
        bytes[0] = (byte) type;
        put(id, 2, bytes, 1);
        return bytes;
    }

    static void put(long value, int length, byte[] to, int at) {
        for (int i = 0; i < length; i++) {
            to[at + i] = (byte) (value >>> (8 * (length - 1 - i)));
        }
    }

    static long get(byte[] from, int at, int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = (value << 8) | (from[at + i] & 0xFF);
        }
        return value;
    }
}

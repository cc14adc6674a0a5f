/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.core.DecodeException;
import io.dunlin.core.Utf8;
import io.dunlin.mqtt.codec.DecodeLimits;
import io.dunlin.mqtt.codec.MqttDecodeException;
import io.dunlin.mqtt.codec.Packet;
import io.dunlin.mqtt.codec.PacketDecoder;
import io.dunlin.mqtt.codec.Publish;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the records of a store add up to. */
final class StoredState {

    private static final DecodeLimits LIMITS = new DecodeLimits(DecodeLimits.MAX_PACKET_BYTES, 65_535);

    private final PacketDecoder decoder = new PacketDecoder(Role.SERVER, LIMITS);

    /** Messages by number, in the order of publishing. */
    final Map<Long, Stored> messages = new LinkedHashMap<>();

    private final Map<Integer, Long> byId = new HashMap<>();

    /** The packet ids of QoS 2 messages that were taken and not yet released. */
    final TreeSet<Integer> taken = new TreeSet<>();

    long lastNumber;
    boolean hasHeader;
    boolean hasSession;

    /** A message that has not come to its end. */
    static final class Stored {
        final Message message;
        final long expiresMillis;
        final long remainingSeconds;
        int id;
        boolean released;

        Stored(Message message, long expiresMillis, long remainingSeconds) {
            this.message = message;
            this.expiresMillis = expiresMillis;
            this.remainingSeconds = remainingSeconds;
        }
    }

    /**
     * Adds the records up.
     *
     * @throws DecodeException if they are not this client's, or not of a version that this library reads
     */
    static StoredState read(String clientId, byte @Nullable [] snapshot, List<byte[]> changes) {
        StoredState state = new StoredState();
        if (snapshot != null) {
            for (byte[] change : split(snapshot)) {
                state.apply(clientId, change);
            }
        }
        for (byte[] change : changes) {
            state.apply(clientId, change);
        }
        return state;
    }

    /** Joins records to a snapshot: each behind its length in four bytes. */
    static byte[] join(List<byte[]> changes) {
        long length = 0;
        for (byte[] change : changes) {
            length += 4 + change.length;
        }
        byte[] joined = new byte[Math.toIntExact(length)];
        int at = 0;
        for (byte[] change : changes) {
            StoreRecords.put(change.length, 4, joined, at);
            System.arraycopy(change, 0, joined, at + 4, change.length);
            at += 4 + change.length;
        }
        return joined;
    }

    private static List<byte[]> split(byte[] snapshot) {
        List<byte[]> changes = new ArrayList<>();
        int at = 0;
        while (at < snapshot.length) {
            if (snapshot.length - at < 4) {
                throw new DecodeException("the snapshot ends in a length", at);
            }
            long length = StoreRecords.get(snapshot, at, 4);
            at += 4;
            if (length > snapshot.length - at) {
                throw new DecodeException("a record of " + length + " bytes does not fit", at);
            }
            byte[] change = new byte[(int) length];
            System.arraycopy(snapshot, at, change, 0, change.length);
            changes.add(change);
            at += change.length;
        }
        return changes;
    }

    private void apply(String clientId, byte[] change) {
        int type = change.length == 0 ? -1 : change[0];
        if (type == StoreRecords.HEADER) {
            header(clientId, change);
            return;
        }
        if (!hasHeader) {
            throw new DecodeException("the store does not begin with a header", 0);
        }
        switch (type) {
            case StoreRecords.MESSAGE -> message(change);
            case StoreRecords.NAMED -> {
                require(change, 11);
                named(StoreRecords.get(change, 1, 8), (int) StoreRecords.get(change, 9, 2));
            }
            case StoreRecords.RELEASED -> {
                Stored stored = messages.get(number(change));
                if (stored != null) {
                    stored.released = true;
                }
            }
            case StoreRecords.DONE -> {
                Stored stored = messages.remove(number(change));
                if (stored != null) {
                    byId.remove(stored.id);
                }
            }
            case StoreRecords.TAKEN -> taken.add(id(change));
            case StoreRecords.FORGOTTEN -> taken.remove(id(change));
            case StoreRecords.NEW_SESSION -> newSession();
            default -> throw new DecodeException("no record is of type " + type, 0);
        }
    }

    private void header(String clientId, byte[] change) {
        if (change.length < 2 || change[1] != StoreRecords.VERSION) {
            throw new DecodeException("the store has another version than " + StoreRecords.VERSION, 1);
        }
        String owner = Utf8.decode(change, 2, change.length - 2);
        if (!owner.equals(clientId)) {
            throw new DecodeException("the store is that of client \"" + owner + "\"", 2);
        }
        hasHeader = true;
    }

    private void message(byte[] change) {
        if (change.length <= StoreRecords.MESSAGE_HEADER_BYTES) {
            throw new DecodeException("a message record of " + change.length + " bytes", 0);
        }
        long number = StoreRecords.get(change, 1, 8);
        int at = StoreRecords.MESSAGE_HEADER_BYTES;
        Packet packet;
        try {
            packet = decoder.decode(change, at, change.length - at);
        } catch (MqttDecodeException e) {
            throw new DecodeException("message " + number + ": " + e.getMessage(), -1);
        }
        if (!(packet instanceof Publish publish) || publish.qos() == QoS.AT_MOST_ONCE) {
            throw new DecodeException("message " + number + " is a " + packet.type(), at);
        }
        Message message =
                new Message(publish.topic(), publish.payload(), publish.qos(), publish.retain(), publish.properties());
        messages.put(number, new Stored(message, StoreRecords.get(change, 9, 8), StoreRecords.get(change, 17, 4)));
        lastNumber = Math.max(lastNumber, number);
        named(number, (int) StoreRecords.get(change, 21, 2));
    }

    private void named(long number, int id) {
        Stored stored = messages.get(number);
        if (stored == null || id == 0) {
            return;
        }
        byId.remove(stored.id);
        stored.id = id;
        Long before = byId.put(id, number);
        Stored other = before == null ? null : messages.get(before);
        if (before != null && other != null) {
            // The id was free again, so that message had come to its end, or has to begin again.
            if (other.released) {
                messages.remove(before);
            } else {
                other.id = 0;
            }
        }
    }

    private void newSession() {
        hasSession = true;
        taken.clear();
        byId.clear();
        for (Stored stored : messages.values()) {
            stored.id = 0;
            stored.released = false;
        }
    }

    private static long number(byte[] change) {
        require(change, 9);
        return StoreRecords.get(change, 1, 8);
    }

    private static int id(byte[] change) {
        require(change, 3);
        return (int) StoreRecords.get(change, 1, 2);
    }

    private static void require(byte[] change, int length) {
        if (change.length != length) {
            throw new DecodeException(
                    "a record of type " + change[0] + " has " + length + " bytes, not " + change.length, 0);
        }
    }
}

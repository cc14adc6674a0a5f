/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import org.jspecify.annotations.Nullable;

/** The properties, their types, and where they may stand (MQTT 5.0, 2.2.2.2). */
public enum Property {
    /** 1 if the payload is UTF-8 text. */
    PAYLOAD_FORMAT_INDICATOR(0x01, Kind.BYTE, 0, 1, In.MESSAGE, In.MESSAGE),
    /** The message's life in seconds. */
    MESSAGE_EXPIRY_INTERVAL(0x02, Kind.INT, 0, In.MAX_INT, In.MESSAGE, In.MESSAGE),
    /** The payload's type, for the application. */
    CONTENT_TYPE(0x03, Kind.TEXT, 0, 0, In.MESSAGE, In.MESSAGE),
    /** Where an answer is wanted. */
    RESPONSE_TOPIC(0x08, Kind.TEXT, 0, 0, In.MESSAGE, In.MESSAGE),
    /** Which request an answer belongs to. */
    CORRELATION_DATA(0x09, Kind.BINARY, 0, 0, In.MESSAGE, In.MESSAGE),
    /** Names a subscription; a PUBLISH may carry several. */
    SUBSCRIPTION_IDENTIFIER(0x0B, Kind.VARINT, 1, 268_435_455, In.SUBSCRIBE, In.PUBLISH),
    /** The session's life in seconds after the connection; 0xFFFFFFFF means for ever. */
    SESSION_EXPIRY_INTERVAL(0x11, Kind.INT, 0, In.MAX_INT, In.CONNECT | In.DISCONNECT, In.CONNACK),
    /** The client id that the server chose. */
    ASSIGNED_CLIENT_IDENTIFIER(0x12, Kind.TEXT, 0, 0, 0, In.CONNACK),
    /** The keep-alive in seconds that the client has to use. */
    SERVER_KEEP_ALIVE(0x13, Kind.SHORT, 0, 65_535, 0, In.CONNACK),
    /** The method of enhanced authentication. */
    AUTHENTICATION_METHOD(0x15, Kind.TEXT, 0, 0, In.CONNECT | In.AUTH, In.CONNACK | In.AUTH),
    /** Its data. */
    AUTHENTICATION_DATA(0x16, Kind.BINARY, 0, 0, In.CONNECT | In.AUTH, In.CONNACK | In.AUTH),
    /** 0 if reason strings are unwelcome. */
    REQUEST_PROBLEM_INFORMATION(0x17, Kind.BYTE, 0, 1, In.CONNECT, 0),
    /** Seconds before the Will is published. */
    WILL_DELAY_INTERVAL(0x18, Kind.INT, 0, In.MAX_INT, In.WILL, 0),
    /** 1 if response information is wanted. */
    REQUEST_RESPONSE_INFORMATION(0x19, Kind.BYTE, 0, 1, In.CONNECT, 0),
    /** Basis of response topics. */
    RESPONSE_INFORMATION(0x1A, Kind.TEXT, 0, 0, 0, In.CONNACK),
    /** Another server. */
    SERVER_REFERENCE(0x1C, Kind.TEXT, 0, 0, 0, In.CONNACK | In.DISCONNECT),
    /** The reason, for people. */
    REASON_STRING(0x1F, Kind.TEXT, 0, 0, In.CLIENT_ANSWERS, In.SERVER_ANSWERS),
    /** How many QoS 1 and 2 messages the sender takes at once. */
    RECEIVE_MAXIMUM(0x21, Kind.SHORT, 1, 65_535, In.CONNECT, In.CONNACK),
    /** The largest alias that the sender takes. */
    TOPIC_ALIAS_MAXIMUM(0x22, Kind.SHORT, 0, 65_535, In.CONNECT, In.CONNACK),
    /** Stands for a topic on this connection. */
    TOPIC_ALIAS(0x23, Kind.SHORT, 0, 65_535, In.PUBLISH, In.PUBLISH),
    /** The largest QoS of the server, if not 2. */
    MAXIMUM_QOS(0x24, Kind.BYTE, 0, 1, 0, In.CONNACK),
    /** 0 if the server has no retained messages. */
    RETAIN_AVAILABLE(0x25, Kind.BYTE, 0, 1, 0, In.CONNACK),
    /** A name and a value, for the application; any number of them. */
    USER_PROPERTY(0x26, Kind.PAIR, 0, 0, In.CLIENT_ALL, In.SERVER_ALL),
    /** The largest packet in bytes that the sender takes. */
    MAXIMUM_PACKET_SIZE(0x27, Kind.INT, 1, In.MAX_INT, In.CONNECT, In.CONNACK),
    /** 0 if the server has no wildcards. */
    WILDCARD_SUBSCRIPTION_AVAILABLE(0x28, Kind.BYTE, 0, 1, 0, In.CONNACK),
    /** 0 if the server has no subscription identifiers. */
    SUBSCRIPTION_IDENTIFIER_AVAILABLE(0x29, Kind.BYTE, 0, 1, 0, In.CONNACK),
    /** 0 if the server has no shared subscriptions. */
    SHARED_SUBSCRIPTION_AVAILABLE(0x2A, Kind.BYTE, 0, 1, 0, In.CONNACK);

    /** The largest identifier; all fit into one byte on the wire and into the bits of a long. */
    static final int MAX_ID = 0x2A;

    /** The bit of the Will in sets of packet types; 0 is no packet's value. */
    static final int WILL = 1;

    private static final @Nullable Property[] BY_ID = new @Nullable Property[MAX_ID + 1];

    static {
        for (Property property : values()) {
            BY_ID[property.id] = property;
        }
    }

    /** How a value is written. */
    enum Kind {
        BYTE,
        SHORT,
        INT,
        VARINT,
        TEXT,
        BINARY,
        PAIR;

        boolean isNumber() {
            return this != TEXT && this != BINARY && this != PAIR;
        }
    }

    private final int id;
    private final Kind kind;
    private final long min;
    private final long max;
    private final int fromClient;
    private final int fromServer;

    Property(int id, Kind kind, long min, long max, int fromClient, int fromServer) {
        this.id = id;
        this.kind = kind;
        this.min = min;
        this.max = max;
        this.fromClient = fromClient;
        this.fromServer = fromServer;
    }

    static @Nullable Property find(int id) {
        return id > MAX_ID ? null : BY_ID[id];
    }

    /**
     * Returns the identifier on the wire.
     *
     * @return 1 to 42
     */
    public int id() {
        return id;
    }

    Kind kind() {
        return kind;
    }

    long bit() {
        return 1L << id;
    }

    /** Tells whether a number is allowed as the value; an alias of 0 is, since it has a reason code of its own. */
    boolean accepts(long value) {
        return value >= min && value <= max;
    }

    /** Tells whether a set of packet types, or {@link #WILL}, may carry it. */
    boolean isAllowedIn(int typeBit, Role sender) {
        return ((sender == Role.CLIENT ? fromClient : fromServer) & typeBit) != 0;
    }

    /** Returns the identifiers that may stand in a packet, as bits. */
    static long allowedIn(int typeBit, Role sender) {
        long allowed = 0;
        for (Property property : values()) {
            if (property.isAllowedIn(typeBit, sender)) {
                allowed |= property.bit();
            }
        }
        return allowed;
    }

    /** Sets of packet types: bit n stands for the type of value n, bit 0 for the Will. */
    private static final class In {
        static final long MAX_INT = 0xFFFF_FFFFL;
        static final int CONNECT = 1 << 1;
        static final int CONNACK = 1 << 2;
        static final int PUBLISH = 1 << 3;
        static final int PUBLISH_REPLIES = 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7;
        static final int SUBSCRIBE = 1 << 8;
        static final int SUBACK = 1 << 9;
        static final int UNSUBSCRIBE = 1 << 10;
        static final int UNSUBACK = 1 << 11;
        static final int DISCONNECT = 1 << 14;
        static final int AUTH = 1 << 15;
        static final int WILL = Property.WILL;
        static final int MESSAGE = PUBLISH | WILL;
        static final int CLIENT_ANSWERS = PUBLISH_REPLIES | DISCONNECT | AUTH;
        static final int SERVER_ANSWERS = CLIENT_ANSWERS | CONNACK | SUBACK | UNSUBACK;
        static final int CLIENT_ALL = CLIENT_ANSWERS | CONNECT | MESSAGE | SUBSCRIBE | UNSUBSCRIBE;
        static final int SERVER_ALL = SERVER_ANSWERS | PUBLISH;

        private In() {}
    }
}

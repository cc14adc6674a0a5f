/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import org.jspecify.annotations.Nullable;

/**
 * What a packet says became of a request (MQTT 5.0, 2.4 and the tables of each packet). One constant for each value;
 * 0x00 has several names in the specification.
 */
public enum ReasonCode {
    /** Success; in SUBACK granted QoS 0; in DISCONNECT normal disconnection. */
    SUCCESS(0x00, In.ALL_BUT_SUB, In.ALL_BUT_SUB & ~In.AUTH),
    /** SUBACK: granted QoS 1. */
    GRANTED_QOS_1(0x01, In.SUBACK, 0),
    /** SUBACK: granted QoS 2. */
    GRANTED_QOS_2(0x02, In.SUBACK, 0),
    /** DISCONNECT by the client: the Will is to be published. */
    DISCONNECT_WITH_WILL(0x04, 0, In.DISCONNECT),
    /** PUBACK, PUBREC: accepted, but nobody subscribes. */
    NO_MATCHING_SUBSCRIBERS(0x10, In.PUBREPLY, In.PUBREPLY),
    /** UNSUBACK: there was no such subscription. */
    NO_SUBSCRIPTION_EXISTED(0x11, In.UNSUBACK, 0),
    /** AUTH: go on. */
    CONTINUE_AUTHENTICATION(0x18, In.AUTH, In.AUTH),
    /** AUTH by the client: start again. */
    RE_AUTHENTICATE(0x19, 0, In.AUTH),
    /** No better reason is given. */
    UNSPECIFIED_ERROR(0x80, In.FAILURES, In.PUBREPLY | In.DISCONNECT),
    /** The bytes are not a packet. */
    MALFORMED_PACKET(0x81, In.CLOSING, In.DISCONNECT),
    /** The packet is not allowed here. */
    PROTOCOL_ERROR(0x82, In.CLOSING, In.DISCONNECT),
    /** Valid, but not accepted by this implementation. */
    IMPLEMENTATION_SPECIFIC_ERROR(0x83, In.FAILURES, In.PUBREPLY | In.DISCONNECT),
    /** The server does not speak this version. */
    UNSUPPORTED_PROTOCOL_VERSION(0x84, In.CONNACK, 0),
    /** The client id is not allowed. */
    CLIENT_IDENTIFIER_NOT_VALID(0x85, In.CONNACK, 0),
    /** Wrong credentials. */
    BAD_USER_NAME_OR_PASSWORD(0x86, In.CONNACK, 0),
    /** The sender may not do that. */
    NOT_AUTHORIZED(0x87, In.FAILURES, In.PUBREPLY),
    /** The server is not there. */
    SERVER_UNAVAILABLE(0x88, In.CONNACK, 0),
    /** The server is busy; try later. */
    SERVER_BUSY(0x89, In.CLOSING, 0),
    /** The client has been banned. */
    BANNED(0x8A, In.CONNACK, 0),
    /** The server goes down. */
    SERVER_SHUTTING_DOWN(0x8B, In.DISCONNECT, 0),
    /** The authentication method is not the one, or not supported. */
    BAD_AUTHENTICATION_METHOD(0x8C, In.CLOSING, 0),
    /** Nothing was received for one and a half keep-alive times. */
    KEEP_ALIVE_TIMEOUT(0x8D, In.DISCONNECT, 0),
    /** Another connection with the same client id took the session. */
    SESSION_TAKEN_OVER(0x8E, In.DISCONNECT, 0),
    /** The filter is correct, but not accepted. */
    TOPIC_FILTER_INVALID(0x8F, In.SUBACK | In.UNSUBACK | In.DISCONNECT, 0),
    /** The topic is correct, but not accepted. */
    TOPIC_NAME_INVALID(0x90, In.CONNACK | In.PUBREPLY | In.DISCONNECT, In.PUBREPLY | In.DISCONNECT),
    /** The packet id is in use. */
    PACKET_IDENTIFIER_IN_USE(0x91, In.PUBREPLY | In.SUBACK | In.UNSUBACK, In.PUBREPLY),
    /** The packet id is not known. */
    PACKET_IDENTIFIER_NOT_FOUND(0x92, In.PUBREL | In.PUBCOMP, In.PUBREL | In.PUBCOMP),
    /** More messages in flight than the receiver allowed. */
    RECEIVE_MAXIMUM_EXCEEDED(0x93, In.DISCONNECT, In.DISCONNECT),
    /** An alias of 0 or above the maximum. */
    TOPIC_ALIAS_INVALID(0x94, In.DISCONNECT, In.DISCONNECT),
    /** A packet above the receiver's maximum. */
    PACKET_TOO_LARGE(0x95, In.CONNACK | In.DISCONNECT, In.DISCONNECT),
    /** Too many messages. */
    MESSAGE_RATE_TOO_HIGH(0x96, In.DISCONNECT, In.DISCONNECT),
    /** A limit of the implementation or the administrator. */
    QUOTA_EXCEEDED(0x97, In.CONNACK | In.PUBREPLY | In.SUBACK | In.DISCONNECT, In.PUBREPLY | In.DISCONNECT),
    /** Closed by an administrator. */
    ADMINISTRATIVE_ACTION(0x98, In.DISCONNECT, In.DISCONNECT),
    /** The payload is not of the format that was stated. */
    PAYLOAD_FORMAT_INVALID(0x99, In.CONNACK | In.PUBREPLY | In.DISCONNECT, In.PUBREPLY | In.DISCONNECT),
    /** The server has no retained messages. */
    RETAIN_NOT_SUPPORTED(0x9A, In.CONNACK | In.DISCONNECT, 0),
    /** A QoS above the server's maximum. */
    QOS_NOT_SUPPORTED(0x9B, In.CONNACK | In.DISCONNECT, 0),
    /** Use another server for now. */
    USE_ANOTHER_SERVER(0x9C, In.CONNACK | In.DISCONNECT, 0),
    /** Use another server from now on. */
    SERVER_MOVED(0x9D, In.CONNACK | In.DISCONNECT, 0),
    /** The server has no shared subscriptions. */
    SHARED_SUBSCRIPTIONS_NOT_SUPPORTED(0x9E, In.SUBACK | In.DISCONNECT, 0),
    /** Too many connections. */
    CONNECTION_RATE_EXCEEDED(0x9F, In.CONNACK | In.DISCONNECT, 0),
    /** The longest time of a connection is over. */
    MAXIMUM_CONNECT_TIME(0xA0, In.DISCONNECT, 0),
    /** The server has no subscription identifiers. */
    SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED(0xA1, In.SUBACK | In.DISCONNECT, 0),
    /** The server has no wildcards. */
    WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED(0xA2, In.SUBACK | In.DISCONNECT, 0);

    private static final @Nullable ReasonCode[] BY_VALUE = new @Nullable ReasonCode[256];

    static {
        for (ReasonCode code : values()) {
            BY_VALUE[code.value] = code;
        }
    }

    private final int value;
    private final int fromServer;
    private final int fromClient;

    ReasonCode(int value, int fromServer, int fromClient) {
        this.value = value;
        this.fromServer = fromServer;
        this.fromClient = fromClient;
    }

    /**
     * Finds a code by its value.
     *
     * @param value 0 to 255
     * @return the code, or null if the specification has none
     */
    static @Nullable ReasonCode find(int value) {
        return BY_VALUE[value];
    }

    /**
     * Returns the value on the wire.
     *
     * @return 0 to 255
     */
    public int value() {
        return value;
    }

    /**
     * Tells whether the request failed.
     *
     * @return whether the value is 0x80 or more
     */
    public boolean isError() {
        return value >= 0x80;
    }

    /**
     * Tells whether the same request may succeed later, without anybody's doing.
     *
     * @return true for quotas, load and errors without a reason
     */
    public boolean isTransient() {
        return switch (this) {
            case UNSPECIFIED_ERROR,
                    IMPLEMENTATION_SPECIFIC_ERROR,
                    SERVER_UNAVAILABLE,
                    SERVER_BUSY,
                    SERVER_SHUTTING_DOWN,
                    KEEP_ALIVE_TIMEOUT,
                    PACKET_IDENTIFIER_IN_USE,
                    RECEIVE_MAXIMUM_EXCEEDED,
                    MESSAGE_RATE_TOO_HIGH,
                    QUOTA_EXCEEDED,
                    USE_ANOTHER_SERVER,
                    CONNECTION_RATE_EXCEEDED,
                    MAXIMUM_CONNECT_TIME,
                    NO_MATCHING_SUBSCRIBERS -> true;
            default -> false;
        };
    }

    /**
     * Tells whether a packet may carry this code.
     *
     * @param type the packet's type
     * @param sender who sends it
     * @return whether the specification's table for the packet lists it
     */
    public boolean isAllowedIn(PacketType type, Role sender) {
        return ((sender == Role.SERVER ? fromServer : fromClient) & type.bit()) != 0;
    }

    /** Sets of packet types: bit n stands for the type of value n. */
    private static final class In {
        static final int CONNACK = 1 << 2;
        static final int PUBREPLY = 1 << 4 | 1 << 5;
        static final int PUBREL = 1 << 6;
        static final int PUBCOMP = 1 << 7;
        static final int SUBACK = 1 << 9;
        static final int UNSUBACK = 1 << 11;
        static final int DISCONNECT = 1 << 14;
        static final int AUTH = 1 << 15;
        static final int CLOSING = CONNACK | DISCONNECT;
        static final int FAILURES = CLOSING | PUBREPLY | SUBACK | UNSUBACK;
        static final int ALL_BUT_SUB = FAILURES | PUBREL | PUBCOMP | AUTH;

        private In() {}
    }
}

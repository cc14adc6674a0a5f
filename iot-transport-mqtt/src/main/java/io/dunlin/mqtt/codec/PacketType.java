/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/** The fifteen control packets (MQTT 5.0, 2.1.2). */
public enum PacketType {
    /** Client asks to connect. */
    CONNECT(1, 0, true, false),
    /** Server answers. */
    CONNACK(2, 0, false, true),
    /** A message. Its flags carry DUP, QoS and RETAIN. */
    PUBLISH(3, -1, true, true),
    /** QoS 1 acknowledgement. */
    PUBACK(4, 0, true, true),
    /** QoS 2, first answer. */
    PUBREC(5, 0, true, true),
    /** QoS 2, release. */
    PUBREL(6, 2, true, true),
    /** QoS 2, completion. */
    PUBCOMP(7, 0, true, true),
    /** Client subscribes. */
    SUBSCRIBE(8, 2, true, false),
    /** Server answers. */
    SUBACK(9, 0, false, true),
    /** Client unsubscribes. */
    UNSUBSCRIBE(10, 2, true, false),
    /** Server answers. */
    UNSUBACK(11, 0, false, true),
    /** Client asks whether the connection lives. */
    PINGREQ(12, 0, true, false),
    /** It does. */
    PINGRESP(13, 0, false, true),
    /** Last words. */
    DISCONNECT(14, 0, true, true),
    /** Enhanced authentication. */
    AUTH(15, 0, true, true);

    private static final PacketType[] TYPES = values();

    private final int value;
    private final int flags;
    private final boolean fromClient;
    private final boolean fromServer;

    PacketType(int value, int flags, boolean fromClient, boolean fromServer) {
        this.value = value;
        this.flags = flags;
        this.fromClient = fromClient;
        this.fromServer = fromServer;
    }

    /**
     * Finds a type by its value on the wire.
     *
     * @param value 1 to 15
     * @return the type
     */
    static PacketType of(int value) {
        return TYPES[value - 1];
    }

    /** Returns the lower half of the first byte, or -1 if the packet says it. */
    int flags() {
        return flags;
    }

    /** Returns the upper half of the first byte, as a number from 1 to 15. */
    int value() {
        return value;
    }

    /** Returns the bit that stands for this type in sets of packet types. */
    int bit() {
        return 1 << value;
    }

    /**
     * Tells who may send it.
     *
     * @param sender an end of a connection
     * @return whether that end may send packets of this type
     */
    public boolean isSentBy(Role sender) {
        return sender == Role.CLIENT ? fromClient : fromServer;
    }

    /**
     * Tells who may send it in a version of the protocol.
     *
     * @param sender an end of a connection
     * @param version of the protocol
     * @return whether that end may send packets of this type
     */
    public boolean isSentBy(Role sender, ProtocolVersion version) {
        boolean isNew = this == AUTH || (this == DISCONNECT && sender == Role.SERVER);
        return isSentBy(sender) && (version == ProtocolVersion.V5 || !isNew);
    }
}

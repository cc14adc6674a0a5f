/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/** A control packet: one of fifteen. Immutable, except that a decoded {@link Publish} shares the bytes it came in. */
public sealed interface Packet
        permits Connect,
                ConnAck,
                Publish,
                PublishReply,
                Subscribe,
                SubAck,
                Unsubscribe,
                UnsubAck,
                Ping,
                Disconnect,
                Auth {

    /**
     * Returns which packet it is.
     *
     * @return the type
     */
    PacketType type();

    /**
     * Returns the properties of the variable header.
     *
     * @return the properties; none for PINGREQ and PINGRESP
     */
    PropertySet properties();

    /** The largest packet id. */
    int MAX_PACKET_ID = 65_535;

    /**
     * Refuses what is no packet id.
     *
     * @param packetId any number
     */
    static void requirePacketId(int packetId) {
        if (packetId < 1 || packetId > MAX_PACKET_ID) {
            throw new IllegalArgumentException("a packet id is 1 to 65535, got " + packetId);
        }
    }
}

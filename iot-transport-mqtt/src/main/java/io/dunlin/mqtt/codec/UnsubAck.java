/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import java.util.List;

/**
 * UNSUBACK (MQTT 5.0, 3.11).
 *
 * @param packetId of the UNSUBSCRIBE
 * @param reasons one for each filter, in its order; none in MQTT 3.1.1
 * @param properties reason string and user properties
 */
public record UnsubAck(int packetId, List<ReasonCode> reasons, PropertySet properties) implements Packet {

    /** Checks the packet id. */
    public UnsubAck {
        Packet.requirePacketId(packetId);
        reasons = List.copyOf(reasons);
    }

    @Override
    public PacketType type() {
        return PacketType.UNSUBACK;
    }
}

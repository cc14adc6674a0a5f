/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import java.util.List;

/**
 * SUBACK (MQTT 5.0, 3.9).
 *
 * @param packetId of the SUBSCRIBE
 * @param reasons one for each filter, in its order
 * @param properties reason string and user properties
 */
public record SubAck(int packetId, List<ReasonCode> reasons, PropertySet properties) implements Packet {

    /** Checks that there is a reason. */
    public SubAck {
        Packet.requirePacketId(packetId);
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("SUBACK needs at least one reason code");
        }
    }

    @Override
    public PacketType type() {
        return PacketType.SUBACK;
    }
}

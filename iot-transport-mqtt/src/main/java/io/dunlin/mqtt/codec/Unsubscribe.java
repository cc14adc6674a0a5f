/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import java.util.List;

/**
 * UNSUBSCRIBE (MQTT 5.0, 3.10).
 *
 * @param packetId an id that is free
 * @param filters at least one
 * @param properties user properties
 */
public record Unsubscribe(int packetId, List<String> filters, PropertySet properties) implements Packet {

    /** Checks the filters. */
    public Unsubscribe {
        Packet.requirePacketId(packetId);
        filters = List.copyOf(filters);
        if (filters.isEmpty()) {
            throw new IllegalArgumentException("UNSUBSCRIBE needs at least one filter");
        }
        for (String filter : filters) {
            if (!Topics.isFilter(filter)) {
                throw new IllegalArgumentException("cannot unsubscribe from \"" + filter + "\"");
            }
        }
    }

    @Override
    public PacketType type() {
        return PacketType.UNSUBSCRIBE;
    }
}

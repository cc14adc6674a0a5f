/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import java.util.List;

/**
 * SUBSCRIBE (MQTT 5.0, 3.8).
 *
 * @param packetId an id that is free
 * @param subscriptions at least one
 * @param properties subscription identifier and user properties
 */
public record Subscribe(int packetId, List<Subscription> subscriptions, PropertySet properties) implements Packet {

    /** Checks that there is a filter, and at most one identifier. */
    public Subscribe {
        Packet.requirePacketId(packetId);
        subscriptions = List.copyOf(subscriptions);
        if (subscriptions.isEmpty()) {
            throw new IllegalArgumentException("SUBSCRIBE needs at least one filter");
        }
        if (properties.subscriptionIdentifierCount() > 1) {
            throw new IllegalArgumentException("SUBSCRIBE has at most one subscription identifier");
        }
    }

    @Override
    public PacketType type() {
        return PacketType.SUBSCRIBE;
    }
}

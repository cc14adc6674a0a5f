/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/**
 * DISCONNECT (MQTT 5.0, 3.14).
 *
 * @param reason why
 * @param properties session expiry, server reference, reason string and user properties
 */
public record Disconnect(ReasonCode reason, PropertySet properties) implements Packet {

    @Override
    public PacketType type() {
        return PacketType.DISCONNECT;
    }
}

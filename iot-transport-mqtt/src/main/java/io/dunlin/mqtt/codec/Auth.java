/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/**
 * AUTH (MQTT 5.0, 3.15).
 *
 * @param reason success, go on, or start again
 * @param properties authentication method and data, reason string and user properties
 */
public record Auth(ReasonCode reason, PropertySet properties) implements Packet {

    @Override
    public PacketType type() {
        return PacketType.AUTH;
    }
}

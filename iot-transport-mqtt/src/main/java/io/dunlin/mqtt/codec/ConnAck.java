/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/**
 * CONNACK (MQTT 5.0, 3.2).
 *
 * @param sessionPresent whether the server had a session and goes on with it
 * @param reason success or why not
 * @param properties the server's limits
 */
public record ConnAck(boolean sessionPresent, ReasonCode reason, PropertySet properties) implements Packet {

    /** Checks that a refusal has no session (MQTT-3.2.2-6). */
    public ConnAck {
        if (sessionPresent && reason.isError()) {
            throw new IllegalArgumentException("a refusal cannot say that a session is present, got " + reason);
        }
    }

    @Override
    public PacketType type() {
        return PacketType.CONNACK;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/** PINGREQ and PINGRESP (MQTT 5.0, 3.12 and 3.13): two bytes each. */
public enum Ping implements Packet {
    /** The client asks. */
    REQUEST(PacketType.PINGREQ),
    /** The server answers. */
    RESPONSE(PacketType.PINGRESP);

    private final PacketType type;

    Ping(PacketType type) {
        this.type = type;
    }

    @Override
    public PacketType type() {
        return type;
    }

    @Override
    public PropertySet properties() {
        return PropertySet.NONE;
    }
}

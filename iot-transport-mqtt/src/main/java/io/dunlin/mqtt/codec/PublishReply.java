/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/**
 * PUBACK, PUBREC, PUBREL or PUBCOMP (MQTT 5.0, 3.4 to 3.7): the four have the same form.
 *
 * @param type which of the four
 * @param packetId of the PUBLISH that it belongs to
 * @param reason what became of it
 * @param properties reason string and user properties
 */
public record PublishReply(PacketType type, int packetId, ReasonCode reason, PropertySet properties) implements Packet {

    /** Checks the type and the packet id. */
    public PublishReply {
        if (type.value() < PacketType.PUBACK.value() || type.value() > PacketType.PUBCOMP.value()) {
            throw new IllegalArgumentException(type + " is not a reply to PUBLISH");
        }
        Packet.requirePacketId(packetId);
    }

    /**
     * Makes a reply without properties.
     *
     * @param type which of the four
     * @param packetId of the PUBLISH that it belongs to
     * @param reason what became of it
     */
    public PublishReply(PacketType type, int packetId, ReasonCode reason) {
        this(type, packetId, reason, PropertySet.NONE);
    }
}

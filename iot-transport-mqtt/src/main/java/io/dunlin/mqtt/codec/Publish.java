/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * PUBLISH (MQTT 5.0, 3.3). The payload is a range of an array that is not copied: a decoded packet's payload is valid
 * only as long as the bytes that it was decoded from.
 */
public final class Publish implements Packet {

    private final String topic;
    private final QoS qos;
    private final boolean dup;
    private final boolean retain;
    private final int packetId;
    private final PropertySet properties;
    private final byte[] array;
    private final int offset;
    private final int length;

    /** The decoder's way: everything was checked on the wire. */
    Publish(
            String topic,
            QoS qos,
            boolean dup,
            boolean retain,
            int packetId,
            PropertySet properties,
            byte[] array,
            int offset,
            int length) {
        this.topic = topic;
        this.qos = qos;
        this.dup = dup;
        this.retain = retain;
        this.packetId = packetId;
        this.properties = properties;
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /**
     * Makes a packet.
     *
     * @param topic where; empty if the properties hold an alias
     * @param qos how
     * @param dup whether it was sent before; not with QoS 0
     * @param retain whether it is, or was, retained
     * @param packetId 1 to 65 535, or 0 with QoS 0
     * @param properties properties of a message
     * @param payload the payload; not copied
     * @return the packet
     */
    public static Publish of(
            String topic, QoS qos, boolean dup, boolean retain, int packetId, PropertySet properties, byte[] payload) {
        boolean aliased = topic.isEmpty() && properties.number(Property.TOPIC_ALIAS, 0) > 0;
        if (!aliased && !Topics.isName(topic)) {
            throw new IllegalArgumentException("cannot publish to \"" + topic + "\"");
        }
        if (properties.has(Property.TOPIC_ALIAS) && properties.number(Property.TOPIC_ALIAS, 0) == 0) {
            throw new IllegalArgumentException("a topic alias cannot be 0");
        }
        if (qos == QoS.AT_MOST_ONCE) {
            if (packetId != 0 || dup) {
                throw new IllegalArgumentException("QoS 0 has neither packet id nor DUP, got " + packetId);
            }
        } else {
            Packet.requirePacketId(packetId);
        }
        return new Publish(topic, qos, dup, retain, packetId, properties, payload, 0, payload.length);
    }

    @Override
    public PacketType type() {
        return PacketType.PUBLISH;
    }

    @Override
    public PropertySet properties() {
        return properties;
    }

    /**
     * Returns where the message goes.
     *
     * @return the topic; empty if an alias stands for it
     */
    public String topic() {
        return topic;
    }

    /**
     * Returns how it is delivered.
     *
     * @return the QoS
     */
    public QoS qos() {
        return qos;
    }

    /**
     * Tells whether it was sent before.
     *
     * @return the DUP flag
     */
    public boolean dup() {
        return dup;
    }

    /**
     * Tells whether the server keeps it, or kept it.
     *
     * @return the RETAIN flag
     */
    public boolean retain() {
        return retain;
    }

    /**
     * Returns the packet id.
     *
     * @return 1 to 65 535, or 0 with QoS 0
     */
    public int packetId() {
        return packetId;
    }

    /**
     * Returns the array that holds the payload.
     *
     * @return not a copy
     */
    public byte[] array() {
        return array;
    }

    /**
     * Returns where the payload starts.
     *
     * @return an index into {@link #array}
     */
    public int offset() {
        return offset;
    }

    /**
     * Returns how long the payload is.
     *
     * @return bytes
     */
    public int length() {
        return length;
    }

    /**
     * Returns the payload.
     *
     * @return a copy
     */
    public byte[] payload() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Publish that
                && topic.equals(that.topic)
                && qos == that.qos
                && dup == that.dup
                && retain == that.retain
                && packetId == that.packetId
                && properties.equals(that.properties)
                && Arrays.equals(array, offset, offset + length, that.array, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        return (topic.hashCode() * 31 + packetId) * 31 + length;
    }

    @Override
    public String toString() {
        return "Publish[" + topic + ", " + qos + (dup ? ", dup" : "") + (retain ? ", retain" : "") + ", id " + packetId
                + ", " + length + " bytes, " + properties + ']';
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.Topics;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message to publish.
 *
 * @param topic where; no wildcards
 * @param payload what; not copied, so the caller no longer changes it
 * @param qos how
 * @param retain whether the server keeps it for later subscribers
 * @param properties properties of a message; no topic alias, which belongs to one connection
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode look into the array
public record Message(String topic, byte[] payload, QoS qos, boolean retain, PropertySet properties) {

    /** Checks topic and properties. */
    public Message {
        if (!Topics.isName(topic)) {
            throw new IllegalArgumentException("cannot publish to \"" + topic + "\"");
        }
        if (properties.has(Property.TOPIC_ALIAS)) {
            throw new IllegalArgumentException("a topic alias belongs to a connection, not to a message");
        }
    }

    /**
     * Makes a message without properties that is not retained.
     *
     * @param topic where
     * @param payload what; not copied
     * @param qos how
     */
    public Message(String topic, byte[] payload, QoS qos) {
        this(topic, payload, qos, false, PropertySet.NONE);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Message that
                && topic.equals(that.topic)
                && Arrays.equals(payload, that.payload)
                && qos == that.qos
                && retain == that.retain
                && properties.equals(that.properties);
    }

    @Override
    public int hashCode() {
        return topic.hashCode() * 31 + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "Message[" + topic + ", " + payload.length + " bytes, " + qos + (retain ? ", retain]" : "]");
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.PacketType;
import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.Role;
import io.dunlin.mqtt.codec.Topics;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message, on its way to the server or from it.
 *
 * @param topic where it is published; no wildcards
 * @param payload what; not copied: it belongs to the message
 * @param qos how it is, or was, delivered
 * @param retain whether the server is to keep it for later subscribers, or kept it
 * @param properties properties of a message. Never a topic alias, which belongs to one connection; subscription
 *     identifiers only if the server sent it
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
        if (!properties.isAllowedIn(PacketType.PUBLISH, Role.SERVER)) {
            throw new IllegalArgumentException("a message cannot carry " + properties);
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

    /**
     * Makes the answer to this message: to its response topic, with its correlation data and its QoS.
     *
     * @param answer the payload; not copied
     * @return the answer, or null if none is wanted
     */
    public @Nullable Message reply(byte[] answer) {
        String to = properties.text(Property.RESPONSE_TOPIC);
        if (to == null) {
            return null;
        }
        byte[] correlation = properties.binary(Property.CORRELATION_DATA);
        PropertySet set = correlation == null
                ? PropertySet.NONE
                : PropertySet.builder()
                        .set(Property.CORRELATION_DATA, correlation)
                        .build();
        return new Message(to, answer, qos, false, set);
    }

    /**
     * Checks that a client may publish it.
     *
     * @throws IllegalArgumentException if it carries subscription identifiers (MQTT-3.3.4-6)
     */
    public void requireFromClient() {
        if (properties.has(Property.SUBSCRIPTION_IDENTIFIER)) {
            throw new IllegalArgumentException("a client cannot publish subscription identifiers, got " + properties);
        }
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

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The message that the server publishes when the client is gone without a word (MQTT 5.0, 3.1.2.5).
 *
 * @param topic where
 * @param qos how
 * @param retain whether it is retained
 * @param payload at most 65 535 bytes; not copied
 * @param properties properties of a Will
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode look into the array
public record Will(String topic, QoS qos, boolean retain, byte[] payload, PropertySet properties) {

    /** Checks topic and size. */
    public Will {
        if (!Topics.isName(topic)) {
            throw new IllegalArgumentException("cannot publish a Will to \"" + topic + "\"");
        }
        if (payload.length > Bytes.MAX_BINARY) {
            throw new IllegalArgumentException("a Will holds at most 65535 bytes, got " + payload.length);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Will that
                && topic.equals(that.topic)
                && qos == that.qos
                && retain == that.retain
                && Arrays.equals(payload, that.payload)
                && properties.equals(that.properties);
    }

    @Override
    public int hashCode() {
        return topic.hashCode() * 31 + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "Will[" + topic + ", " + qos + (retain ? ", retain, " : ", ") + payload.length + " bytes, " + properties
                + ']';
    }
}

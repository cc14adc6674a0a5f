/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.session.Delivery;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message that came.
 *
 * @param topic where it was published
 * @param payload its payload, which the receiver owns
 * @param qos how it was delivered
 * @param retain whether it was retained
 * @param dup whether it may have come before
 * @param properties its properties
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode look into the array
public record ReceivedMessage(
        String topic, byte[] payload, QoS qos, boolean retain, boolean dup, PropertySet properties) {

    static ReceivedMessage of(Delivery delivery) {
        return new ReceivedMessage(
                delivery.topic(),
                delivery.payload(),
                delivery.qos(),
                delivery.retain(),
                delivery.dup(),
                delivery.properties());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReceivedMessage that
                && topic.equals(that.topic)
                && Arrays.equals(payload, that.payload)
                && qos == that.qos
                && retain == that.retain
                && dup == that.dup
                && properties.equals(that.properties);
    }

    @Override
    public int hashCode() {
        return topic.hashCode() * 31 + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "ReceivedMessage[" + topic + ", " + payload.length + " bytes, " + qos + ']';
    }
}

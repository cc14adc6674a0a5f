/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.mqtt.session.Closed;
import io.dunlin.mqtt.session.Negotiated;
import io.dunlin.mqtt.session.PublishResult;

/** Who counts. Called on the loop; must not block. Gauges are in {@link MqttClient#statistics}. */
public interface MqttMetrics {

    /** Counts nothing. */
    MqttMetrics NONE = new MqttMetrics() {};

    /**
     * Bytes of packets came, or were given to the transport.
     *
     * @param received how many came
     * @param sent how many go
     */
    default void carried(int received, int sent) {}

    /**
     * A message that was published has come to its end.
     *
     * @param result what came of it
     * @param nanos how long that took
     */
    default void published(PublishResult result, long nanos) {}

    /**
     * A message came.
     *
     * @param topic where it was published
     */
    default void delivered(String topic) {}

    /**
     * A connection was accepted.
     *
     * @param negotiated what the server said
     */
    default void up(Negotiated negotiated) {}

    /**
     * A connection ended, or an attempt failed.
     *
     * @param how why
     */
    default void down(Closed how) {}
}

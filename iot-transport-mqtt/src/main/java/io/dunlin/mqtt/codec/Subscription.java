/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/**
 * One filter of a SUBSCRIBE with its options (MQTT 5.0, 3.8.3.1).
 *
 * @param filter which topics
 * @param maximumQos the highest QoS wanted
 * @param noLocal whether the client's own messages are left out; not with a shared subscription
 * @param retainAsPublished whether the RETAIN flag is kept
 * @param retained when retained messages are sent
 */
public record Subscription(
        String filter, QoS maximumQos, boolean noLocal, boolean retainAsPublished, Retained retained) {

    /** When the server sends retained messages. */
    public enum Retained {
        /** At every SUBSCRIBE. */
        ALWAYS(0),
        /** At a SUBSCRIBE that is new. */
        IF_NEW(1),
        /** Never. */
        NEVER(2);

        private final int value;

        Retained(int value) {
            this.value = value;
        }

        int value() {
            return value;
        }
    }

    /** Checks the filter. */
    public Subscription {
        if (!Topics.isFilter(filter)) {
            throw new IllegalArgumentException("cannot subscribe to \"" + filter + "\"");
        }
        if (noLocal && Topics.isShared(filter)) {
            throw new IllegalArgumentException("a shared subscription cannot be \"no local\": " + filter);
        }
    }

    /**
     * Makes a subscription with the usual options.
     *
     * @param filter which topics
     * @param maximumQos the highest QoS wanted
     */
    public Subscription(String filter, QoS maximumQos) {
        this(filter, maximumQos, false, false, Retained.ALWAYS);
    }
}

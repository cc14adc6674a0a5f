/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/** How often a message is delivered (MQTT 5.0, 4.3). */
public enum QoS {
    /** QoS 0: once or not at all. */
    AT_MOST_ONCE(0),
    /** QoS 1: once or more. */
    AT_LEAST_ONCE(1),
    /** QoS 2: once. */
    EXACTLY_ONCE(2);

    private final int value;

    QoS(int value) {
        this.value = value;
    }

    /**
     * Returns the value on the wire.
     *
     * @return 0 to 2
     */
    public int value() {
        return value;
    }

    /**
     * Finds a QoS by its value on the wire.
     *
     * @param value 0 to 2
     * @return the QoS
     */
    public static QoS of(int value) {
        return switch (value) {
            case 0 -> AT_MOST_ONCE;
            case 1 -> AT_LEAST_ONCE;
            case 2 -> EXACTLY_ONCE;
            default -> throw new IllegalArgumentException("a QoS is 0, 1 or 2, got " + value);
        };
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/** The versions of the protocol that are spoken. */
public enum ProtocolVersion {
    /** MQTT 3.1.1: no properties, no reasons. */
    V3_1_1(4),
    /** MQTT 5.0. */
    V5(5);

    private final int level;

    ProtocolVersion(int level) {
        this.level = level;
    }

    /** Returns the protocol level in CONNECT. */
    int level() {
        return level;
    }
}

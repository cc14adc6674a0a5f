/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/**
 * A name and a value whose meaning the application defines (MQTT 5.0, 3.1.2.11.8). Names may repeat.
 *
 * @param name text that MQTT can carry
 * @param value text that MQTT can carry
 */
public record UserProperty(String name, String value) {

    /** Checks both texts. */
    public UserProperty {
        Texts.require("user property name", name);
        Texts.require("user property value", value);
    }
}

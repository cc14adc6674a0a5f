/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/** An end of a connection. Some packets, properties and reason codes may be sent by one of them only. */
public enum Role {
    /** The end that connects. */
    CLIENT,
    /** The end that accepts connections: a broker, or a test that plays one. */
    SERVER;

    /**
     * Returns the other end.
     *
     * @return the peer's role
     */
    public Role peer() {
        return this == CLIENT ? SERVER : CLIENT;
    }
}

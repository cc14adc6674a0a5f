/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import io.dunlin.core.DecodeException;

/** A peer sent what MQTT does not allow; the connection ends with the reason code that this carries. */
public final class MqttDecodeException extends DecodeException {

    private static final long serialVersionUID = 1L;

    private final ReasonCode reason;

    /**
     * Creates the exception.
     *
     * @param reason what to tell the peer
     * @param what what is wrong, for people
     * @param offset where, in bytes from the start of the packet, or -1
     */
    public MqttDecodeException(ReasonCode reason, String what, int offset) {
        super(what, offset);
        this.reason = reason;
    }

    /**
     * Returns what to tell the peer before the connection is closed.
     *
     * @return a code for DISCONNECT, or for a broken CONNECT also one for CONNACK
     */
    public ReasonCode reason() {
        return reason;
    }
}

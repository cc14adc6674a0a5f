/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * How a connection ended.
 *
 * @param cause who or what ended it
 * @param reason the reason code that was received or sent, if any
 * @param detail for people
 * @param serverReference the other server that the server named, if any
 */
public record Closed(
        Cause cause,
        @Nullable ReasonCode reason,
        String detail,
        @Nullable String serverReference) {

    /** Who or what ended a connection. */
    public enum Cause {
        /** The server answered CONNECT with a refusal. */
        REFUSED,
        /** The server sent DISCONNECT. */
        SERVER_DISCONNECTED,
        /** The transport broke or was closed without a word. */
        TRANSPORT_LOST,
        /** The server did not answer CONNECT in time. */
        CONNECT_TIMEOUT,
        /** The server did not answer PINGREQ in time. */
        PING_TIMEOUT,
        /** The server broke the protocol. */
        SERVER_ERROR,
        /** The session's store failed to write what has to be durable before the connection goes on. */
        STORE_FAILED,
        /** This client disconnected. */
        CLIENT_DISCONNECTED,
        /** Another connection of this session took its place. */
        SUPERSEDED
    }

    static Closed of(Cause cause, String detail) {
        return new Closed(cause, null, detail, null);
    }

    @Override
    public String toString() {
        return cause + (reason == null ? "" : " " + reason) + (detail.isEmpty() ? "" : ": " + detail);
    }
}

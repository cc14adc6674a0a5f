/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * CONNECT (MQTT 5.0, 3.1).
 *
 * @param clientId empty to have the server choose one
 * @param cleanStart whether an older session ends
 * @param keepAliveSeconds the longest silence of the client; 0 means no limit
 * @param will the Will, if any
 * @param userName the user name, if any
 * @param password the password, if any; not copied
 * @param properties session expiry, receive maximum and others
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode look into the array
public record Connect(
        String clientId,
        boolean cleanStart,
        int keepAliveSeconds,
        @Nullable Will will,
        @Nullable String userName,
        byte @Nullable [] password,
        PropertySet properties)
        implements Packet {

    /** Checks texts and bounds. */
    public Connect {
        Texts.require("client id", clientId);
        if (userName != null) {
            Texts.require("user name", userName);
        }
        if (password != null && password.length > Bytes.MAX_BINARY) {
            throw new IllegalArgumentException("a password holds at most 65535 bytes, got " + password.length);
        }
        if (keepAliveSeconds < 0 || keepAliveSeconds > 65_535) {
            throw new IllegalArgumentException("keepAliveSeconds must be 0 to 65535, got " + keepAliveSeconds);
        }
    }

    @Override
    public PacketType type() {
        return PacketType.CONNECT;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Connect that
                && clientId.equals(that.clientId)
                && cleanStart == that.cleanStart
                && keepAliveSeconds == that.keepAliveSeconds
                && (will == null ? that.will == null : will.equals(that.will))
                && (userName == null ? that.userName == null : userName.equals(that.userName))
                && Arrays.equals(password, that.password)
                && properties.equals(that.properties);
    }

    @Override
    public int hashCode() {
        return clientId.hashCode() * 31 + properties.hashCode();
    }

    /** Leaves user name and password out. */
    @Override
    public String toString() {
        return "Connect[\"" + clientId + "\"" + (cleanStart ? ", clean start" : "") + ", keep alive " + keepAliveSeconds
                + " s, " + properties + ']';
    }
}

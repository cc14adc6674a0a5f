/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import org.jspecify.annotations.Nullable;

/** What MQTT 3.1.1 has in place of reason codes (3.2.2.3 and 3.9.3). */
final class ReturnCodes {

    private static final ReasonCode[] CONNECT = {
        ReasonCode.SUCCESS,
        ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
        ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
        ReasonCode.SERVER_UNAVAILABLE,
        ReasonCode.BAD_USER_NAME_OR_PASSWORD,
        ReasonCode.NOT_AUTHORIZED
    };

    private static final int SUBSCRIBE_FAILED = 0x80;

    private ReturnCodes() {}

    static @Nullable ReasonCode ofConnect(int value) {
        return value < CONNECT.length ? CONNECT[value] : null;
    }

    static int ofConnect(ReasonCode reason) {
        for (int value = 0; value < CONNECT.length; value++) {
            if (CONNECT[value] == reason) {
                return value;
            }
        }
        throw new IllegalArgumentException("MQTT 3.1.1 has no return code for " + reason);
    }

    static @Nullable ReasonCode ofSubscribe(int value) {
        return value <= 2 || value == SUBSCRIBE_FAILED ? ReasonCode.find(value) : null;
    }

    static int ofSubscribe(ReasonCode reason) {
        return reason.isError() ? SUBSCRIBE_FAILED : reason.value();
    }
}

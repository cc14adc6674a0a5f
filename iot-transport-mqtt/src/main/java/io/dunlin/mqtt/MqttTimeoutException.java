/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import java.util.concurrent.TimeoutException;

/** A blocking call was not answered in time. What it began goes on. */
public final class MqttTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MqttTimeoutException(String what, TimeoutException cause) {
        super(what, cause);
    }
}

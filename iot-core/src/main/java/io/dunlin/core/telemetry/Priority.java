/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/** How soon a value must leave. */
public enum Priority {
    /** With the next batch, within the stream's freshness bound. */
    NORMAL(0),
    /** At once; everything that waits goes with it. */
    URGENT(1);

    private final int code;

    Priority(int code) {
        this.code = code;
    }

    /** The priority's number on the wire. */
    int code() {
        return code;
    }

    /** Finds a priority by its number; there is none but those above. */
    static Priority of(long code) {
        for (Priority priority : values()) {
            if (priority.code == code) {
                return priority;
            }
        }
        throw new IllegalArgumentException("no priority has the number " + code);
    }
}

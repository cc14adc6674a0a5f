/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/** What the values of a stream are. */
public enum StreamType {
    /** 64-bit floating point; every bit pattern is kept. */
    DOUBLE(0),
    /** Signed 64-bit integer. */
    LONG(1),
    /** Yes or no. */
    BOOLEAN(2),
    /** Text, kept as UTF-8. */
    STRING(3),
    /** Uninterpreted bytes. */
    BYTES(4);

    private final int code;

    StreamType(int code) {
        this.code = code;
    }

    /** The type's number on the wire. */
    int code() {
        return code;
    }

    /** Finds a type by its number; there is none but those above. */
    static StreamType of(long code) {
        for (StreamType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new IllegalArgumentException("no stream type has the number " + code);
    }
}

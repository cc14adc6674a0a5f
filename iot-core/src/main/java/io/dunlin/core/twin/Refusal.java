/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

/** Why a value was not taken. */
public enum Refusal {
    /** It was taken. */
    NONE(0),
    /** A reason that this version does not know; the text may tell. */
    OTHER(1),
    /** The schema has no such path. */
    UNKNOWN_PATH(2),
    /** The value is of another type than the schema says. */
    WRONG_TYPE(3),
    /** The number is below the least or above the greatest. */
    OUT_OF_RANGE(4),
    /** The text, byte string or array is too long. */
    TOO_LONG(5),
    /** The path is written by the other side. */
    NOT_WRITABLE(6),
    /** A declared limit of the twin would be passed. */
    LIMIT(7),
    /** The application said no. */
    APPLICATION(8);

    private final int code;

    Refusal(int code) {
        this.code = code;
    }

    /**
     * Returns the number on the wire.
     *
     * @return not negative, never given to another reason
     */
    public int code() {
        return code;
    }

    static Refusal ofCode(long code) {
        for (Refusal refusal : values()) {
            if (refusal.code == code) {
                return refusal;
            }
        }
        return OTHER;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

/** What the next item of a {@link CborReader} is. */
public enum CborType {
    /** Major types 0 and 1. */
    INTEGER,
    /** Major type 2. */
    BYTES,
    /** Major type 3. */
    TEXT,
    /** Major type 4. */
    ARRAY,
    /** Major type 5. */
    MAP,
    /** Major type 6; the tagged item follows. */
    TAG,
    /** {@code true} or {@code false}. */
    BOOL,
    /** {@code null}. */
    NIL,
    /** A half, single or double float. */
    FLOAT,
    /** The message's one item has been read. */
    END
}

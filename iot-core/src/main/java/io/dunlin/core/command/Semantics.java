/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.command;

import io.dunlin.core.cbor.CborReader;

/** What a device does with an accepted command when it lost power before it had written down the result. */
public enum Semantics {
    /** It does not run the command again and answers {@link Receipt.State#INTERRUPTED}. */
    AT_MOST_ONCE(0),
    /** It runs the command again: to run twice is as good as to run once. */
    IDEMPOTENT(1);

    private final int code;

    Semantics(int code) {
        this.code = code;
    }

    /**
     * Returns the number on the wire.
     *
     * @return not negative
     */
    public int code() {
        return code;
    }

    static Semantics read(CborReader reader) {
        return reader.integer(0, 1) == 0 ? AT_MOST_ONCE : IDEMPOTENT;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

/** Input that asks for more than was declared. Nothing was allocated for it. */
public final class LimitExceeded extends DecodeException {

    private static final long serialVersionUID = 1L;

    private final String limit;
    private final long value;

    /**
     * Creates the exception.
     *
     * @param limit the limit's name
     * @param allowed what it allows
     * @param value what the input asked for
     * @param offset where, in bytes from the start of the message, or -1
     */
    public LimitExceeded(String limit, long allowed, long value, int offset) {
        super(limit + " is " + allowed + ", the input asks for " + value, offset);
        this.limit = limit;
        this.value = value;
    }

    /**
     * Returns the limit's name.
     *
     * @return a name from the documentation of the decoder
     */
    public String limit() {
        return limit;
    }

    /**
     * Returns what the input asked for.
     *
     * @return in the limit's unit
     */
    public long value() {
        return value;
    }
}

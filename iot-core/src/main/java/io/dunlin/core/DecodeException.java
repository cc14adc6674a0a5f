/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

/** Bytes that are not what they should be. Thrown by decoders; never a reason to lose what was there before. */
public class DecodeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int offset;

    /**
     * Creates the exception.
     *
     * @param what what is wrong
     * @param offset where, in bytes from the start of the message, or -1 if no one place is to blame
     */
    public DecodeException(String what, int offset) {
        super(offset < 0 ? what : what + " at byte " + offset);
        this.offset = offset;
    }

    /**
     * Returns where the trouble is.
     *
     * @return bytes from the start of the message, or -1
     */
    public int offset() {
        return offset;
    }
}

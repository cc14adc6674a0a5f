/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

import io.dunlin.core.DecodeException;

/** A message that is not the deterministic CBOR that was expected. */
public final class CborException extends DecodeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /**
     * Creates the exception.
     *
     * @param kind what is wrong
     * @param what the same for people
     * @param offset where, in bytes from the start of the message
     */
    public CborException(Kind kind, String what, int offset) {
        super(what, offset);
        this.kind = kind;
    }

    /**
     * Returns what is wrong.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /** What may be wrong with a message. */
    public enum Kind {
        /** Not well-formed or not valid CBOR, or a simple value other than false, true and null. */
        MALFORMED,
        /** Valid CBOR, but not the one encoding that is allowed: too long a form, indefinite length, order of keys. */
        NOT_DETERMINISTIC,
        /** The item is of another type than the caller asked for. */
        WRONG_TYPE,
        /** The message ends inside an item. */
        TRUNCATED,
        /** There is more in the message, or in a container of it, than was read. */
        TRAILING,
        /** Valid and deterministic, but not what this message may hold: a count, a range, a missing or unknown key. */
        UNEXPECTED
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

import java.io.IOException;

/** A storage failure whose cause is known. */
public final class StorageException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /**
     * Creates the exception.
     *
     * @param kind the cause
     * @param message what was tried, on which file, and what the user can do
     */
    public StorageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /**
     * Creates the exception.
     *
     * @param kind the cause
     * @param message what was tried, on which file, and what the user can do
     * @param cause what the platform said
     */
    public StorageException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * Returns the cause.
     *
     * @return the cause
     */
    public Kind kind() {
        return kind;
    }

    /** Why a storage operation failed. */
    public enum Kind {
        /** The device, or this store's quota, has no room. */
        FULL,
        /** The medium refuses writes. */
        READ_ONLY,
        /** Another process or another part of this one holds the directory. */
        LOCKED,
        /** The file is not there. */
        NOT_FOUND,
        /** The medium failed. */
        IO
    }
}

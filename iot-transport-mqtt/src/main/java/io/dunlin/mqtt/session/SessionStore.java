/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

/**
 * Where a session writes what has to outlive the process. After each {@link #append} the owner calls
 * {@link Session#persisted} once, in the same order: when the record is durable, or when it is known not to be. The
 * owner replaces all records by {@link Session#snapshot} when they have grown too many.
 */
public interface SessionStore {

    /**
     * Appends a record behind those that were appended before.
     *
     * @param change the record; the caller no longer changes it
     */
    void append(byte[] change);

    /**
     * Returns the wall-clock time as far as it is known, so that a message's expiry goes on while there is no process.
     *
     * @return milliseconds since 1970-01-01T00:00Z
     */
    long wallMillis();

    /**
     * Returns how many bytes of messages the store has room for.
     *
     * @return the bound of {@link Session#storedBytes}
     */
    long capacityBytes();
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

/**
 * When a log forces what was appended by itself. {@link Log#force} may be called at any time with each of them.
 *
 * @param records after so many records, 0 for never
 * @param bytes after so many bytes, 0 for never
 * @param buffered whether records wait in memory until they are forced; if not, the operating system has each of them
 *     when its append returns, so that it survives the death of the process, though not a power cut
 */
public record SyncPolicy(int records, int bytes, boolean buffered) {

    /** Every append is durable when it returns. */
    public static final SyncPolicy EACH = new SyncPolicy(1, 0, true);

    /** The owner forces, once for a group of appends that it knows: the cheapest way to durability. */
    public static final SyncPolicy ON_REQUEST = new SyncPolicy(0, 0, true);

    /** Nothing is forced unless asked for. Records may be read before they are durable. */
    public static final SyncPolicy NONE = new SyncPolicy(0, 0, false);

    /** Checks the bounds. */
    public SyncPolicy {
        if (records < 0 || bytes < 0) {
            throw new IllegalArgumentException(records + " records, " + bytes + " bytes is not a group");
        }
    }

    /**
     * Forces groups of appends.
     *
     * @param records after so many records
     * @param bytes or after so many bytes
     * @return the policy
     */
    public static SyncPolicy group(int records, int bytes) {
        return new SyncPolicy(records, bytes, true);
    }

    boolean isDue(int waitingRecords, int waitingBytes) {
        return (records > 0 && waitingRecords >= records) || (bytes > 0 && waitingBytes >= bytes);
    }
}

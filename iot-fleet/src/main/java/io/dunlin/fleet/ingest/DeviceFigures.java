/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import java.util.OptionalLong;

/**
 * What came from a device, over all its stores and boots.
 *
 * @param offeredRows rows that the device was offered, as far as its batches tell
 * @param storedRows rows that are stored
 * @param refusedRows rows in messages that could not be used
 * @param lateRows stored rows that were older than what was stored before them
 * @param storedValues values that are stored
 * @param lostMessages numbers that the device reported as lost
 * @param repeatedMessages messages that came again after they were settled
 * @param refusedMessages intact messages that could not be used
 * @param malformedMessages messages that were damaged or of no known kind
 * @param newestAtMillis the newest stored row by the device's clock, empty if none is stored
 * @param arrivedAtMillis when a message last had an effect, wall-clock milliseconds, empty if none had
 */
public record DeviceFigures(
        long offeredRows,
        long storedRows,
        long refusedRows,
        long lateRows,
        long storedValues,
        long lostMessages,
        long repeatedMessages,
        long refusedMessages,
        long malformedMessages,
        OptionalLong newestAtMillis,
        OptionalLong arrivedAtMillis) {

    /**
     * Returns how much of what was offered is stored.
     *
     * @return 0 to 1; 1 if nothing was offered
     */
    public double completeness() {
        return offeredRows == 0 ? 1 : (double) storedRows / offeredRows;
    }

    /**
     * Returns how many rows were offered and are not stored: on their way, not taken, lost or refused.
     *
     * @return at least 0
     */
    public long missingRows() {
        return offeredRows - storedRows;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.telemetry.Incarnation;

/**
 * Rows that a device was offered and that are not stored, between two batches that arrived. A device counts the rows it is
 * offered and each batch carries the count, so this is exact. Rows after the last batch of a boot are not known here.
 *
 * @param store the device's store
 * @param epoch the boot in which the rows were offered
 * @param afterSeq the number of the batch before, stored or refused; 0 if there is none of the store
 * @param beforeSeq the number of the batch after; of a refused batch its own number
 * @param rows how many rows
 * @param cause what became of them
 */
public record MissingRows(Incarnation store, BootEpoch epoch, long afterSeq, long beforeSeq, long rows, Cause cause) {

    /** What became of rows. */
    public enum Cause {
        /** The device refused or replaced them in memory, and told its application so. */
        NOT_TAKEN,
        /** They were in messages that the device reported as lost; some may not have been taken either. */
        LOST,
        /** They are in a message that could not be used, a {@link DeadLetter}. */
        REFUSED,
        /** Numbers in between neither arrived nor were reported as lost yet. */
        OPEN
    }
}

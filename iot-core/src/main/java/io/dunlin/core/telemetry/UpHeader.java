/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import io.dunlin.core.BootEpoch;

/**
 * What an intact batch or announcement says of itself when its content cannot be used: enough to refuse it for good, so
 * that its sender goes on.
 *
 * @param kind {@code BATCH} or {@code ANNOUNCEMENT}
 * @param incarnation the store that numbered it
 * @param epoch the boot in which it was numbered
 * @param seq its number, at least 1
 * @param schemaHash of a batch the hash that it names, of an announcement the hash of what it carries
 * @param offered of a batch how many rows were offered up to its last, of an announcement 0
 * @param rows how many rows it claims to hold, 0 for an announcement
 */
public record UpHeader(
        UpMessage.Kind kind,
        Incarnation incarnation,
        BootEpoch epoch,
        long seq,
        int schemaHash,
        long offered,
        long rows) {

    /** Checks the bounds. */
    public UpHeader {
        if (kind == UpMessage.Kind.GAP || seq < 1 || seq == Long.MAX_VALUE || rows < 0 || offered < rows) {
            throw new IllegalArgumentException(
                    "no header: " + kind + " " + seq + ", " + rows + " rows of " + offered + " offered");
        }
    }

    /**
     * Returns the header of a message that was decoded.
     *
     * @param batch the message
     * @return its header
     */
    public static UpHeader of(UpMessage.Batch batch) {
        return new UpHeader(
                UpMessage.Kind.BATCH,
                batch.incarnation(),
                batch.epoch(),
                batch.seq(),
                batch.schema().hash(),
                batch.offered(),
                batch.rows());
    }
}

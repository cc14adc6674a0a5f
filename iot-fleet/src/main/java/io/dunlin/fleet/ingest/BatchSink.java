/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Where the values of new batches go. A sink is called inside the transaction that notes the batch as stored, one batch
 * of a device at a time, on any thread; it may block.
 *
 * <p>A sink that writes through the connection stores each batch exactly once. A sink that writes elsewhere has to have
 * written durably when it returns; it sees a batch again if the transaction then fails, so it uses
 * {@link IngestBatch#idempotencyKey}. In both cases an exception leaves the batch unacknowledged, and the device sends it
 * again, unless it is {@link BatchRefused}.
 */
@FunctionalInterface
public interface BatchSink {

    /**
     * Takes the values of a batch.
     *
     * @param transaction the connection of the transaction; the sink neither commits nor closes it
     * @param batch the batch
     * @throws SQLException if the database failed
     * @throws IOException if another store failed
     * @throws BatchRefused if the batch will never be taken
     */
    void take(Connection transaction, IngestBatch batch) throws SQLException, IOException;

    /**
     * Returns the sink that fills the table {@code reading}, which {@link Telemetry} reads.
     *
     * @return a new sink
     */
    static BatchSink readings() {
        return new ReadingSink();
    }

    /**
     * Returns a sink that gives each batch to this one, then to another.
     *
     * @param next the other
     * @return both
     */
    default BatchSink then(BatchSink next) {
        return (transaction, batch) -> {
            take(transaction, batch);
            next.take(transaction, batch);
        };
    }
}

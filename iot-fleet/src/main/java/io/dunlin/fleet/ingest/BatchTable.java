/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The book of batches, stored and refused. */
final class BatchTable {

    private BatchTable() {}

    /** What the book says of a batch. */
    record Line(long seq, long offered, int rows, int lateRows, boolean refused) {}

    static void add(Connection connection, long origin, Line line, long nowMillis) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO ingest_batch(origin, seq, offered,"
                + " row_count, late_rows, refused, received_at) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, origin);
            insert.setLong(2, line.seq());
            insert.setLong(3, line.offered());
            insert.setInt(4, line.rows());
            insert.setInt(5, line.lateRows());
            insert.setBoolean(6, line.refused());
            insert.setLong(7, nowMillis);
            insert.executeUpdate();
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Fills the table {@code reading}: one line for each value that is present. */
final class ReadingSink implements BatchSink {

    private static final int LINES_PER_ROUND = 1024;

    private final SeriesTable series = new SeriesTable();

    @Override
    public void take(Connection transaction, IngestBatch batch) throws SQLException {
        boolean arrays = transaction.getMetaData().getDatabaseProductName().equals("PostgreSQL");
        long[] ids = series.ids(transaction, batch);
        for (ReadingLines.Kind kind : ReadingLines.Kind.values()) {
            ReadingLines lines = ReadingLines.of(kind, batch.columns(), ids);
            if (lines.count() > 0 && arrays) {
                writeArrays(transaction, batch, lines);
            } else if (lines.count() > 0) {
                writeLines(transaction, batch, lines);
            }
        }
    }

    /** One statement with an array for each column, which PostgreSQL takes several times faster than lines. */
    private static void writeArrays(Connection transaction, IngestBatch batch, ReadingLines lines) throws SQLException {
        ReadingLines.Kind kind = lines.kind();
        try (PreparedStatement insert =
                transaction.prepareStatement("INSERT INTO reading(series, at_millis, origin, seq,"
                        + " row_in_batch, " + kind.column()
                        + ") SELECT x.series, x.at_millis, ?, ?, x.row_in_batch, x.v"
                        + " FROM unnest(?::int8[], ?::int8[], ?::int4[], ?::" + kind.type() + "[])"
                        + " AS x(series, at_millis, row_in_batch, v)")) {
            insert.setLong(1, batch.origin());
            insert.setLong(2, batch.seq());
            // The driver takes arrays of primitives.
            insert.setObject(3, lines.series());
            insert.setObject(4, lines.times());
            insert.setObject(5, lines.rows());
            switch (kind) {
                case NUMBER -> insert.setObject(6, lines.numbers());
                case INTEGER -> insert.setObject(6, lines.integers());
                case TEXT -> insert.setArray(6, transaction.createArrayOf("varchar", lines.objects()));
                case BYTES -> insert.setArray(6, transaction.createArrayOf("bytea", lines.objects()));
            }
            insert.executeUpdate();
        }
    }

    private static void writeLines(Connection transaction, IngestBatch batch, ReadingLines lines) throws SQLException {
        try (PreparedStatement insert =
                transaction.prepareStatement("INSERT INTO reading(series, at_millis, origin, seq," + " row_in_batch, "
                        + lines.kind().column() + ") VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setLong(3, batch.origin());
            insert.setLong(4, batch.seq());
            for (int i = 0; i < lines.count(); i++) {
                insert.setLong(1, lines.series()[i]);
                insert.setLong(2, lines.times()[i]);
                insert.setInt(5, lines.rows()[i]);
                switch (lines.kind()) {
                    case NUMBER -> insert.setDouble(6, lines.numbers()[i]);
                    case INTEGER -> insert.setLong(6, lines.integers()[i]);
                    case TEXT -> insert.setString(6, (String) lines.objects()[i]);
                    case BYTES -> insert.setBytes(6, (byte[]) lines.objects()[i]);
                }
                insert.addBatch();
                if ((i + 1) % LINES_PER_ROUND == 0) {
                    insert.executeBatch();
                }
            }
            if (lines.count() % LINES_PER_ROUND != 0) {
                insert.executeBatch();
            }
        }
    }
}

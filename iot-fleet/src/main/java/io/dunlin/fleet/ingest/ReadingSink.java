/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.telemetry.Column;
import io.dunlin.core.telemetry.Columns;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/** Fills the table {@code reading}: one line for each value that is present. */
final class ReadingSink implements BatchSink {

    private static final int LINES_PER_ROUND = 1024;

    /** The width of the column for text; longer text goes to the column for bytes, as UTF-8. */
    private static final int MAX_TEXT = 4096;

    private static final int NUMBER = 6;
    private static final int INTEGER = 7;
    private static final int TEXT = 8;
    private static final int BYTES = 9;

    private final SeriesTable series = new SeriesTable();

    @Override
    public void take(Connection transaction, IngestBatch batch) throws SQLException {
        Columns columns = batch.columns();
        long[] ids = series.ids(transaction, batch);
        int lines = 0;
        try (PreparedStatement insert =
                transaction.prepareStatement("INSERT INTO reading(series, at_millis, origin, seq,"
                        + " row_in_batch, number_value, integer_value, text_value, bytes_value)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(3, batch.origin());
            insert.setLong(4, batch.seq());
            for (int s = 0; s < ids.length; s++) {
                insert.setLong(1, ids[s]);
                Column column = columns.column(s);
                for (int row = 0; row < columns.rows(); row++) {
                    if (column.isPresent(row)) {
                        insert.setLong(2, columns.times()[row]);
                        insert.setInt(5, row);
                        setValue(insert, column, row);
                        insert.addBatch();
                        if (++lines % LINES_PER_ROUND == 0) {
                            insert.executeBatch();
                        }
                    }
                }
            }
            if (lines % LINES_PER_ROUND != 0) {
                insert.executeBatch();
            }
        }
    }

    private static void setValue(PreparedStatement insert, Column column, int row) throws SQLException {
        insert.setNull(NUMBER, Types.DOUBLE);
        insert.setNull(INTEGER, Types.BIGINT);
        insert.setNull(TEXT, Types.VARCHAR);
        insert.setNull(BYTES, Types.VARBINARY);
        switch (column.type()) {
            case DOUBLE -> insert.setDouble(NUMBER, column.doubles()[row]);
            case LONG, BOOLEAN -> insert.setLong(INTEGER, column.longs()[row]);
            case STRING -> {
                byte[] utf8 = column.blobs()[row];
                String text = new String(utf8, StandardCharsets.UTF_8);
                // PostgreSQL takes no NUL in text.
                if (text.length() <= MAX_TEXT && text.indexOf('\0') < 0) {
                    insert.setString(TEXT, text);
                } else {
                    insert.setBytes(BYTES, utf8);
                }
            }
            case BYTES -> insert.setBytes(BYTES, column.blobs()[row]);
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.Column;
import io.dunlin.core.telemetry.Columns;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.telemetry.UpMessage;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/** Writes the values of a batch: one line for each that is present. */
final class ReadingWriter {

    private static final int LINES_PER_ROUND = 1024;

    /** The width of the column for text; longer text goes to the column for bytes, as UTF-8. */
    private static final int MAX_TEXT = 4096;

    private static final int NUMBER = 8;
    private static final int INTEGER = 9;
    private static final int TEXT = 10;
    private static final int BYTES = 11;

    private ReadingWriter() {}

    static int write(Connection connection, Tenant tenant, DeviceId device, UpMessage.Batch batch, Columns columns)
            throws SQLException {
        int values = 0;
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO reading(tenant, device, stream,"
                + " at_millis, epoch, seq, row_in_batch, number_value, integer_value, text_value, bytes_value)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, tenant.value());
            insert.setString(2, device.value());
            insert.setLong(5, batch.epoch().value());
            insert.setLong(6, batch.seq());
            List<Stream> streams = columns.schema().streams();
            for (int s = 0; s < streams.size(); s++) {
                insert.setString(3, streams.get(s).name());
                Column column = columns.column(s);
                for (int row = 0; row < columns.rows(); row++) {
                    if (column.isPresent(row)) {
                        insert.setLong(4, columns.times()[row]);
                        insert.setInt(7, row);
                        setValue(insert, column, row);
                        insert.addBatch();
                        if (++values % LINES_PER_ROUND == 0) {
                            insert.executeBatch();
                        }
                    }
                }
            }
            if (values % LINES_PER_ROUND != 0) {
                insert.executeBatch();
            }
        }
        return values;
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

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads back, as rows, what the fleet stored of one device value by value. */
final class StoredRows {

    private StoredRows() {}

    /**
     * One row as it is stored.
     *
     * @param epoch the device's boot
     * @param seq the number of the message that it came in
     * @param inBatch its place in that message
     * @param atMillis when it was measured
     * @param values one for each channel, NaN where none is stored
     * @param twice how many values are stored more than once
     * @param foreign how many values belong to no channel
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record StoredRow(long epoch, long seq, int inBatch, long atMillis, double[] values, int twice, int foreign) {}

    /** Lists all rows in the order in which the device numbered them. */
    static List<StoredRow> of(Database database, Tenant tenant, DeviceId device, List<String> channels)
            throws StoreException {
        return database.transaction("read all rows of " + device, c -> {
            try (PreparedStatement select = c.prepareStatement("SELECT w.epoch, r.seq, r.row_in_batch, r.at_millis,"
                    + " s.stream, r.number_value FROM reading r JOIN series s ON r.series = s.id"
                    + " LEFT JOIN ingest_window w ON r.origin = w.id WHERE s.tenant = ? AND s.device = ?"
                    + " ORDER BY r.seq, r.origin, r.row_in_batch, r.at_millis")) {
                select.setString(1, tenant.value());
                select.setString(2, device.value());
                try (ResultSet line = select.executeQuery()) {
                    return collect(line, channels);
                }
            }
        });
    }

    private static List<StoredRow> collect(ResultSet line, List<String> channels) throws SQLException {
        List<StoredRow> rows = new ArrayList<>();
        boolean more = line.next();
        while (more) {
            long epoch = line.getLong(1);
            long seq = line.getLong(2);
            int inBatch = line.getInt(3);
            long atMillis = line.getLong(4);
            double[] values = new double[channels.size()];
            Arrays.fill(values, Double.NaN);
            int twice = 0;
            int foreign = 0;
            while (more
                    && line.getLong(1) == epoch
                    && line.getLong(2) == seq
                    && line.getInt(3) == inBatch
                    && line.getLong(4) == atMillis) {
                int channel = channels.indexOf(line.getString(5));
                if (channel < 0) {
                    foreign++;
                } else if (!Double.isNaN(values[channel])) {
                    twice++;
                } else {
                    values[channel] = line.getDouble(6);
                }
                more = line.next();
            }
            rows.add(new StoredRow(epoch, seq, inBatch, atMillis, values, twice, foreign));
        }
        return rows;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;

/** The row of what came from a device in all. Loading it locks out other intakes of that device until the transaction ends. */
final class DeviceRow {

    /** No row of the device is stored. */
    private static final long NONE = Long.MIN_VALUE;

    private final Tenant tenant;
    private final DeviceId device;
    private long newestMillis;
    private long storedValues;
    private long lateRows;
    private long refused;
    private long malformed;

    private DeviceRow(Tenant tenant, DeviceId device) {
        this.tenant = tenant;
        this.device = device;
    }

    static DeviceRow lock(Connection connection, Tenant tenant, DeviceId device, long nowMillis) throws SQLException {
        DeviceRow found = new DeviceRow(tenant, device);
        try (PreparedStatement select = connection.prepareStatement("SELECT newest_at, stored_values, late_rows,"
                + " refused, malformed FROM ingest_device WHERE tenant = ? AND device = ? FOR UPDATE")) {
            select.setString(1, tenant.value());
            select.setString(2, device.value());
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    found.newestMillis = row.getLong(1);
                    if (row.wasNull()) {
                        found.newestMillis = NONE;
                    }
                    found.storedValues = row.getLong(2);
                    found.lateRows = row.getLong(3);
                    found.refused = row.getLong(4);
                    found.malformed = row.getLong(5);
                    return found;
                }
            }
        }
        found.newestMillis = NONE;
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO ingest_device(tenant, device,"
                + " arrived_at, stored_values, late_rows, refused, malformed) VALUES (?, ?, ?, 0, 0, 0, 0)")) {
            insert.setString(1, tenant.value());
            insert.setString(2, device.value());
            insert.setLong(3, nowMillis);
            insert.executeUpdate();
        }
        return found;
    }

    /** Counts the rows of a new batch, and returns how many of them are older than what was stored before it. */
    int countRows(long[] times, int rows, long values) {
        int late = 0;
        long newest = newestMillis;
        for (int i = 0; i < rows; i++) {
            late += times[i] < newestMillis ? 1 : 0;
            newest = Math.max(newest, times[i]);
        }
        newestMillis = newest;
        lateRows += late;
        storedValues += values;
        return late;
    }

    /** Returns how many messages were refused, this one included. */
    long countRefused() {
        return ++refused;
    }

    void countMalformed() {
        malformed++;
    }

    void store(Connection connection, long nowMillis) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE ingest_device SET newest_at = ?,"
                + " arrived_at = ?, stored_values = ?, late_rows = ?, refused = ?, malformed = ?"
                + " WHERE tenant = ? AND device = ?")) {
            if (newestMillis == NONE) {
                update.setNull(1, Types.BIGINT);
            } else {
                update.setLong(1, newestMillis);
            }
            update.setLong(2, nowMillis);
            update.setLong(3, storedValues);
            update.setLong(4, lateRows);
            update.setLong(5, refused);
            update.setLong(6, malformed);
            update.setString(7, tenant.value());
            update.setString(8, device.value());
            update.executeUpdate();
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** How fresh and how complete a tenant's telemetry is. Safe for use by several threads; all methods block. */
public final class TelemetryFigures {

    private static final DeviceFigures NOTHING =
            new DeviceFigures(0, 0, 0, 0, 0, 0, 0, 0, 0, OptionalLong.empty(), OptionalLong.empty());

    private final Database database;
    private final Tenant tenant;

    /**
     * Opens the figures of a tenant.
     *
     * @param database where they are
     * @param tenant whose devices
     */
    public TelemetryFigures(Database database, Tenant tenant) {
        this.database = database;
        this.tenant = tenant;
    }

    /**
     * Returns what came from a device.
     *
     * @param device whose
     * @return its figures, all 0 if nothing came
     * @throws StoreException if the database failed
     */
    public DeviceFigures of(DeviceId device) throws StoreException {
        return database.read("read the figures of " + device, c -> {
            try (PreparedStatement select = c.prepareStatement("SELECT d.newest_at, d.arrived_at, d.late_rows,"
                    + " d.stored_values, d.refused, d.malformed, CAST(LEAST(SUM(w.offered_rows), "
                    + Long.MAX_VALUE + ") AS BIGINT), SUM(w.stored_rows),"
                    + " SUM(w.refused_rows), SUM(w.lost_messages), SUM(w.duplicates) FROM ingest_device d"
                    + " LEFT JOIN ingest_window w ON w.tenant = d.tenant AND w.device = d.device"
                    + " WHERE d.tenant = ? AND d.device = ? GROUP BY d.newest_at, d.arrived_at, d.late_rows,"
                    + " d.stored_values, d.refused, d.malformed")) {
                select.setString(1, tenant.value());
                select.setString(2, device.value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? figures(row) : NOTHING;
                }
            }
        });
    }

    private static DeviceFigures figures(ResultSet row) throws SQLException {
        return new DeviceFigures(
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(3),
                row.getLong(4),
                row.getLong(10),
                row.getLong(11),
                row.getLong(5),
                row.getLong(6),
                time(row, 1),
                time(row, 2));
    }

    private static OptionalLong time(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(millis);
    }

    /**
     * Sums up all devices.
     *
     * @param freshSinceMillis a device is fresh if its newest stored row is of this time or later by the device's clock
     * @return the sums
     * @throws StoreException if the database failed
     */
    public FleetFigures all(long freshSinceMillis) throws StoreException {
        return database.read("sum up telemetry", c -> {
            double[] windows = new double[3];
            // As floating point: what one device claims must not make the sum of all overflow.
            try (PreparedStatement select = c.prepareStatement("SELECT SUM(CAST(offered_rows AS DOUBLE PRECISION)),"
                    + " SUM(CAST(stored_rows AS DOUBLE PRECISION)), SUM(CAST(refused_rows AS DOUBLE PRECISION))"
                    + " FROM ingest_window WHERE tenant = ?")) {
                select.setString(1, tenant.value());
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    for (int i = 0; i < windows.length; i++) {
                        windows[i] = row.getDouble(i + 1);
                    }
                }
            }
            try (PreparedStatement select = c.prepareStatement("SELECT COUNT(*),"
                    + " SUM(CASE WHEN newest_at >= ? THEN 1 ELSE 0 END), SUM(CAST(late_rows AS DOUBLE PRECISION)),"
                    + " SUM(CAST(refused AS DOUBLE PRECISION)), SUM(CAST(malformed AS DOUBLE PRECISION))"
                    + " FROM ingest_device WHERE tenant = ?")) {
                select.setLong(1, freshSinceMillis);
                select.setString(2, tenant.value());
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return new FleetFigures(
                            row.getLong(1),
                            row.getLong(2),
                            windows[0],
                            windows[1],
                            windows[2],
                            row.getDouble(3),
                            row.getDouble(4),
                            row.getDouble(5));
                }
            }
        });
    }

    /**
     * Lists devices whose telemetry is not fresh.
     *
     * @param freshSinceMillis as of {@link #all}
     * @param after where to go on: names greater than this; empty for the first page
     * @param limit how many at most
     * @return names in ascending order
     * @throws StoreException if the database failed
     */
    public List<DeviceId> stale(long freshSinceMillis, String after, int limit) throws StoreException {
        return database.read("list stale devices", c -> {
            try (PreparedStatement select = c.prepareStatement("SELECT device FROM ingest_device WHERE tenant = ?"
                    + " AND device > ? AND (newest_at IS NULL OR newest_at < ?) ORDER BY device LIMIT ?")) {
                select.setString(1, tenant.value());
                select.setString(2, after);
                select.setLong(3, freshSinceMillis);
                select.setInt(4, limit);
                List<DeviceId> stale = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        stale.add(new DeviceId(row.getString(1)));
                    }
                }
                return stale;
            }
        });
    }
}

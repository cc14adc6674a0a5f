/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.IngestWindow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The row that remembers which messages of one origin are stored. {@link DeviceRow} is locked before it. */
final class WindowRow {

    private static final String OF_ORIGIN = " WHERE tenant = ? AND device = ? AND incarnation = ? AND epoch = ?";

    private final Origin origin;
    private final IngestWindow window;
    private final long id;
    private long duplicates;

    private WindowRow(Origin origin, long id, IngestWindow window, long duplicates) {
        this.origin = origin;
        this.id = id;
        this.window = window;
        this.duplicates = duplicates;
    }

    static WindowRow load(Connection connection, Tenant tenant, Origin origin, long nowMillis) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id, state, duplicates FROM ingest_window" + OF_ORIGIN)) {
            set(select, tenant, origin);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    return new WindowRow(origin, row.getLong(1), IngestWindow.of(row.getBytes(2)), row.getLong(3));
                }
            }
        }
        IngestWindow window = new IngestWindow();
        return new WindowRow(origin, insert(connection, tenant, origin, window, nowMillis), window, 0);
    }

    private static void set(PreparedStatement statement, Tenant tenant, Origin origin) throws SQLException {
        statement.setString(1, tenant.value());
        statement.setString(2, origin.device().value());
        statement.setBytes(3, origin.incarnation().toBytes());
        statement.setLong(4, origin.epoch().value());
    }

    private static long insert(Connection connection, Tenant tenant, Origin origin, IngestWindow window, long nowMillis)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO ingest_window(tenant, device, incarnation, epoch, state, offered_rows, stored_rows,"
                        + " refused_rows, lost_messages, duplicates, updated_at)"
                        + " VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0, 0, ?)",
                Statement.RETURN_GENERATED_KEYS)) {
            set(insert, tenant, origin);
            insert.setBytes(5, window.toBytes());
            insert.setLong(6, nowMillis);
            return Keys.inserted(insert);
        }
    }

    /** Returns the number that stands for the origin in other tables. */
    long id() {
        return id;
    }

    Origin origin() {
        return origin;
    }

    IngestWindow window() {
        return window;
    }

    void countDuplicate() {
        duplicates++;
    }

    void store(Connection connection, long nowMillis) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE ingest_window SET state = ?,"
                + " offered_rows = ?, stored_rows = ?, refused_rows = ?, lost_messages = ?, duplicates = ?,"
                + " updated_at = ? WHERE id = ?")) {
            update.setBytes(1, window.toBytes());
            update.setLong(2, window.offeredRows());
            update.setLong(3, window.storedRows());
            update.setLong(4, window.refusedRows());
            update.setLong(5, window.lostMessages());
            update.setLong(6, duplicates);
            update.setLong(7, nowMillis);
            update.setLong(8, id);
            update.executeUpdate();
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.IngestWindow;
import io.dunlin.core.telemetry.UpMessage;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The row that remembers which messages of one epoch are stored; it is locked until the transaction ends. */
final class WindowRow {

    private final Tenant tenant;
    private final DeviceId device;
    private final byte[] incarnation;
    private final BootEpoch epoch;
    private final boolean stored;
    final IngestWindow window;
    private long duplicates;

    private WindowRow(
            Tenant tenant,
            DeviceId device,
            byte[] incarnation,
            BootEpoch epoch,
            boolean stored,
            IngestWindow window,
            long duplicates) {
        this.tenant = tenant;
        this.device = device;
        this.incarnation = incarnation;
        this.epoch = epoch;
        this.stored = stored;
        this.window = window;
        this.duplicates = duplicates;
    }

    static WindowRow load(Connection connection, Tenant tenant, DeviceId device, UpMessage message)
            throws SQLException {
        byte[] incarnation = bytes(message);
        try (PreparedStatement select = connection.prepareStatement("SELECT state, duplicates FROM ingest_window"
                + " WHERE tenant = ? AND device = ? AND incarnation = ? AND epoch = ? FOR UPDATE")) {
            select.setString(1, tenant.value());
            select.setString(2, device.value());
            select.setBytes(3, incarnation);
            select.setLong(4, message.epoch().value());
            try (ResultSet row = select.executeQuery()) {
                boolean stored = row.next();
                return new WindowRow(
                        tenant,
                        device,
                        incarnation,
                        message.epoch(),
                        stored,
                        stored ? IngestWindow.of(row.getBytes(1)) : new IngestWindow(),
                        stored ? row.getLong(2) : 0);
            }
        }
    }

    static byte[] bytes(UpMessage message) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(message.incarnation().high())
                .putLong(message.incarnation().low())
                .array();
    }

    void countDuplicate() {
        duplicates++;
    }

    void store(Connection connection, long nowMillis) throws SQLException {
        String sql = stored
                ? "UPDATE ingest_window SET state = ?, stored_rows = ?, gap_rows = ?, duplicates = ?, updated_at = ?"
                        + " WHERE tenant = ? AND device = ? AND incarnation = ? AND epoch = ?"
                : "INSERT INTO ingest_window(state, stored_rows, gap_rows, duplicates, updated_at, tenant, device,"
                        + " incarnation, epoch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, window.toBytes());
            statement.setLong(2, window.storedRows());
            statement.setLong(3, window.lostMessages());
            statement.setLong(4, duplicates);
            statement.setLong(5, nowMillis);
            statement.setString(6, tenant.value());
            statement.setString(7, device.value());
            statement.setBytes(8, incarnation);
            statement.setLong(9, epoch.value());
            statement.executeUpdate();
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.Incarnation;
import io.dunlin.core.telemetry.UpHeader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Intact messages that could not be stored: the newest of each device are kept, so one device pushes out no other's. */
final class DeadLetters {

    /** How many are kept of each device. */
    static final int KEPT = 32;

    private static final int MOST_REASON = 256;

    private final Tenant tenant;

    DeadLetters(Tenant tenant) {
        this.tenant = tenant;
    }

    /** Adds the {@code n}th of a device, and forgets the one that has become too old. */
    void add(
            Connection connection,
            DeviceId device,
            long n,
            UpHeader header,
            byte[] payload,
            String reason,
            long nowMillis)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO dead_letter(tenant, device, n,"
                + " incarnation, epoch, seq, row_count, received_at, reason, payload)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, tenant.value());
            insert.setString(2, device.value());
            insert.setLong(3, n);
            insert.setBytes(4, header.incarnation().toBytes());
            insert.setLong(5, header.epoch().value());
            insert.setLong(6, header.seq());
            insert.setLong(7, header.rows());
            insert.setLong(8, nowMillis);
            insert.setString(9, Text.cut(reason, MOST_REASON));
            insert.setBytes(10, payload);
            insert.executeUpdate();
        }
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM dead_letter WHERE tenant = ? AND device = ? AND n <= ?")) {
            delete.setString(1, tenant.value());
            delete.setString(2, device.value());
            delete.setLong(3, n - KEPT);
            delete.executeUpdate();
        }
    }

    List<DeadLetter> list(Connection connection, DeviceId device) throws SQLException {
        List<DeadLetter> letters = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT incarnation, epoch, seq, row_count,"
                + " received_at, reason, payload FROM dead_letter WHERE tenant = ? AND device = ? ORDER BY n")) {
            select.setString(1, tenant.value());
            select.setString(2, device.value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    letters.add(new DeadLetter(
                            Incarnation.of(row.getBytes(1)),
                            new BootEpoch(row.getLong(2)),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getString(6),
                            row.getBytes(7)));
                }
            }
        }
        return letters;
    }
}

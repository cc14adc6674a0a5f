/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.twin;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The row of one twin. Its version counts its changes, so that of two writers at the same time one notices. */
final class TwinRow {

    private TwinRow() {}

    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Stored(long version, byte[] state) {}

    static @Nullable Stored load(Connection connection, Tenant tenant, DeviceId device) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT version, state FROM twin WHERE tenant = ? AND device = ?")) {
            select.setString(1, tenant.value());
            select.setString(2, device.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Stored(row.getLong(1), row.getBytes(2)) : null;
            }
        }
    }

    /**
     * Stores a state in the place of another.
     *
     * @return false if another writer was faster
     * @throws SQLException also if another writer was faster to insert the first state
     */
    static boolean store(Connection connection, Tenant tenant, DeviceId device, @Nullable Stored before, byte[] state)
            throws SQLException {
        String sql = before == null
                ? "INSERT INTO twin(state, version, tenant, device) VALUES (?, ?, ?, ?)"
                : "UPDATE twin SET state = ?, version = ? WHERE tenant = ? AND device = ? AND version = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, state);
            statement.setLong(2, before == null ? 1 : before.version() + 1);
            statement.setString(3, tenant.value());
            statement.setString(4, device.value());
            if (before != null) {
                statement.setLong(5, before.version());
            }
            return statement.executeUpdate() == 1;
        }
    }
}

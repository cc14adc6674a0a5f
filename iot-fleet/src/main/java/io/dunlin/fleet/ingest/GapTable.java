/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.SeqRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The gaps that devices reported. */
final class GapTable {

    private final Tenant tenant;

    GapTable(Tenant tenant) {
        this.tenant = tenant;
    }

    /** Adds a gap; a wider one with the same start takes the place of the narrower one. */
    void add(Connection connection, Origin origin, SeqRange range) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM ingest_gap"
                + " WHERE tenant = ? AND device = ? AND incarnation = ? AND epoch = ? AND from_seq = ?")) {
            set(delete, origin, range);
            delete.executeUpdate();
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO ingest_gap(tenant, device, incarnation, epoch, from_seq,"
                        + " to_seq, reason) VALUES (?, ?, ?, ?, ?, ?, 'reported')")) {
            set(insert, origin, range);
            insert.setLong(6, range.to());
            insert.executeUpdate();
        }
    }

    private void set(PreparedStatement statement, Origin origin, SeqRange range) throws SQLException {
        statement.setString(1, tenant.value());
        statement.setString(2, origin.device().value());
        statement.setBytes(3, origin.incarnation().toBytes());
        statement.setLong(4, origin.epoch().value());
        statement.setLong(5, range.from());
    }
}

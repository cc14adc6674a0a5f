/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.store;

import io.dunlin.core.Tenant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Gives out numbers that are never given twice, also by servers that share the database. Blocks; thread-safe. */
public final class Counters {

    private final Database database;
    private final Tenant tenant;

    /**
     * Opens the counters of a tenant.
     *
     * @param database where they are
     * @param tenant whose numbers
     */
    public Counters(Database database, Tenant tenant) {
        this.database = database;
        this.tenant = tenant;
    }

    /**
     * Reserves numbers in a row, durably.
     *
     * @param name which counter, at most 128 characters
     * @param count how many numbers
     * @return the first of them, greater than all that were given before
     * @throws StoreException if the database failed; numbers may be left out then
     */
    public long reserve(String name, int count) throws StoreException {
        long first = database.transaction("reserve numbers of " + name, c -> reserve(c, name, count));
        database.makeDurable();
        return first;
    }

    private long reserve(Connection connection, String name, int count) throws SQLException {
        long reserved = 0;
        boolean exists;
        try (PreparedStatement select =
                connection.prepareStatement("SELECT reserved FROM counter WHERE tenant = ? AND name = ? FOR UPDATE")) {
            select.setString(1, tenant.value());
            select.setString(2, name);
            try (ResultSet row = select.executeQuery()) {
                exists = row.next();
                if (exists) {
                    reserved = row.getLong(1);
                }
            }
        }
        String sql = exists
                ? "UPDATE counter SET reserved = ? WHERE tenant = ? AND name = ?"
                : "INSERT INTO counter(reserved, tenant, name) VALUES (?, ?, ?)";
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            write.setLong(1, Math.addExact(reserved, count));
            write.setString(2, tenant.value());
            write.setString(3, name);
            write.executeUpdate();
        }
        return reserved + 1;
    }
}

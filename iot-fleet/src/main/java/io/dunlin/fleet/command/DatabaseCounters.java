/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.command;

import io.dunlin.core.Tenant;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import io.dunlin.security.sign.CounterStore;
import io.dunlin.security.sign.KeyId;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;

/** Numbers commands out of the database, so that servers that share it also share the numbers. */
public final class DatabaseCounters implements CounterStore {

    private final Database database;
    private final Tenant tenant;

    /**
     * Opens the counters of a tenant.
     *
     * @param database where they are
     * @param tenant whose commands
     */
    public DatabaseCounters(Database database, Tenant tenant) {
        this.database = database;
        this.tenant = tenant;
    }

    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException if the database failed; numbers may be left out then
     */
    @Override
    public long reserve(KeyId key, String audience, int count) {
        // The alphabet of the key's part has no stroke, so no two pairs have one name.
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(key.toBytes()) + '/' + audience;
        try {
            long first = database.transaction("reserve numbers of " + key, c -> reserve(c, name, count));
            database.makeDurable();
            return first;
        } catch (StoreException e) {
            throw new UncheckedIOException(e);
        }
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

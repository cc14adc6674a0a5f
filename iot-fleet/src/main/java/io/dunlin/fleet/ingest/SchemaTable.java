/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.SchemaRef;
import io.dunlin.fleet.cache.RecentMap;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The schemas that devices announced, and the hashes of those that could not be read. */
final class SchemaTable {

    private static final int UNREADABLE = -1;
    private static final long HASH = 0xFFFF_FFFFL;

    private final Tenant tenant;
    private final ColumnLimits limits;
    private final RecentMap<Key, Schema> known = new RecentMap<>(1 << 14);

    private record Key(DeviceId device, SchemaRef ref) {}

    SchemaTable(Tenant tenant, ColumnLimits limits) {
        this.tenant = tenant;
        this.limits = limits;
    }

    @Nullable
    Schema find(Connection connection, DeviceId device, SchemaRef ref) throws SQLException {
        Key key = new Key(device, ref);
        Schema schema = known.get(key);
        if (schema == null) {
            byte[] canonical = canonical(connection, device, ref.id(), ref.hash());
            if (canonical == null) {
                return null;
            }
            // Read by another transaction than the one that wrote it, so it stays.
            schema = Schema.decode(canonical, limits);
            known.put(key, schema);
        }
        return schema;
    }

    boolean isUnreadable(Connection connection, DeviceId device, int hash) throws SQLException {
        return canonical(connection, device, UNREADABLE, hash) != null;
    }

    void add(Connection connection, DeviceId device, Schema schema) throws SQLException {
        SchemaRef ref = schema.ref();
        insert(connection, device, ref.id(), ref.hash(), schema.canonicalBytes());
    }

    void addUnreadable(Connection connection, DeviceId device, int hash) throws SQLException {
        insert(connection, device, UNREADABLE, hash, new byte[0]);
    }

    private byte @Nullable [] canonical(Connection connection, DeviceId device, int id, int hash) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT canonical FROM ingest_schema" + " WHERE tenant = ? AND device = ? AND id = ? AND hash = ?")) {
            select.setString(1, tenant.value());
            select.setString(2, device.value());
            select.setLong(3, id);
            select.setLong(4, hash & HASH);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getBytes(1) : null;
            }
        }
    }

    private void insert(Connection connection, DeviceId device, int id, int hash, byte[] canonical)
            throws SQLException {
        if (canonical(connection, device, id, hash) != null) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO ingest_schema(tenant, device, id, hash, canonical) VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, tenant.value());
            insert.setString(2, device.value());
            insert.setLong(3, id);
            insert.setLong(4, hash & HASH);
            insert.setBytes(5, canonical);
            insert.executeUpdate();
        }
    }
}

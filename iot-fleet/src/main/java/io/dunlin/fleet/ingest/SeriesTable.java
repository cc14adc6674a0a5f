/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.fleet.cache.RecentMap;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The numbers that stand for a device's streams in the table {@code reading}. Safe for use by several threads. */
final class SeriesTable {

    private record Name(Tenant tenant, DeviceId device, String stream) {}

    private final RecentMap<Name, Long> known = new RecentMap<>(1 << 16);

    /** Returns the number of each stream of a batch's schema, in the schema's order. */
    long[] ids(Connection connection, IngestBatch batch) throws SQLException {
        List<Stream> streams = batch.columns().schema().streams();
        long[] ids = new long[streams.size()];
        Map<String, Long> stored = Map.of();
        boolean loaded = false;
        for (int i = 0; i < ids.length; i++) {
            Name name = new Name(batch.tenant(), batch.device(), streams.get(i).name());
            Long id = known.get(name);
            if (id == null && !loaded) {
                stored = load(connection, batch);
                loaded = true;
            }
            if (id == null) {
                id = stored.get(name.stream());
                if (id == null) {
                    // Not remembered: it does not exist if this transaction fails.
                    id = insert(connection, name);
                } else {
                    known.put(name, id);
                }
            }
            ids[i] = id;
        }
        return ids;
    }

    private static Map<String, Long> load(Connection connection, IngestBatch batch) throws SQLException {
        Map<String, Long> ids = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT stream, id FROM series WHERE tenant = ? AND device = ?")) {
            select.setString(1, batch.tenant().value());
            select.setString(2, batch.device().value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ids.put(row.getString(1), row.getLong(2));
                }
            }
        }
        return ids;
    }

    private static long insert(Connection connection, Name name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO series(tenant, device, stream) VALUES (?, ?, ?)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, name.tenant().value());
            insert.setString(2, name.device().value());
            insert.setString(3, name.stream());
            return Keys.inserted(insert);
        }
    }
}

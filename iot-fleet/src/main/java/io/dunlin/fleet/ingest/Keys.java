/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Keys that the database gives out. */
final class Keys {

    private Keys() {}

    /** Inserts one line and returns its {@code id}. */
    static long inserted(PreparedStatement insert) throws SQLException {
        insert.executeUpdate();
        try (ResultSet keys = insert.getGeneratedKeys()) {
            if (!keys.next()) {
                throw new SQLException("an inserted line has no key");
            }
            return keys.getLong("id");
        }
    }
}

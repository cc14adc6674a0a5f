/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Brings the tables to the present version, one numbered script after the other, in one transaction. */
final class Migrations {

    /** The version of the tables that this code reads and writes. */
    static final int PRESENT = 1;

    private Migrations() {}

    static void apply(Connection connection, Engine engine) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            engine.lockMigrations(statement);
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version(version INT PRIMARY KEY)");
            int found;
            try (ResultSet rows = statement.executeQuery("SELECT COALESCE(MAX(version), 0) FROM schema_version")) {
                rows.next();
                found = rows.getInt(1);
            }
            if (found > PRESENT) {
                throw new SQLException("the tables have version " + found + ", this library knows " + PRESENT
                        + " at most: run the newer library, or restore a backup");
            }
            for (int version = found + 1; version <= PRESENT; version++) {
                for (String command : script(version).split(";\\s*\n", -1)) {
                    if (!command.isBlank()) {
                        statement.execute(command);
                    }
                }
                try (PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO schema_version(version) VALUES (?)")) {
                    insert.setInt(1, version);
                    insert.executeUpdate();
                }
            }
        }
        connection.commit();
    }

    private static String script(int version) {
        String name = "V" + version + ".sql";
        try (InputStream in = Migrations.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the library's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.engines;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.dunlin.fleet.store.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** One PostgreSQL for all tests of this JVM. */
final class PostgresServer {

    /** The system property that names a server: a JDBC URL with user and password. */
    static final String URL = "dunlin.postgres.url";

    private static @Nullable PostgresServer running;
    private static @Nullable String absence;

    private final String url;

    private PostgresServer(String url) {
        this.url = url;
    }

    /** Returns the server, started at the first call; it stops with the JVM. */
    static synchronized PostgresServer get() {
        PostgresServer server = running;
        if (server == null && absence == null) {
            server = start();
            running = server;
        }
        if (server == null) {
            if ("required".equals(System.getProperty("dunlin.live"))) {
                throw new IllegalStateException(absence);
            }
            return Assumptions.abort(absence);
        }
        return server;
    }

    private static @Nullable PostgresServer start() {
        String named = System.getProperty(URL, "");
        if (!named.isEmpty()) {
            return new PostgresServer(named);
        }
        try {
            // It registers a hook of its own that stops the server and deletes its directory.
            EmbeddedPostgres embedded = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "50")
                    .start();
            return new PostgresServer(embedded.getJdbcUrl("postgres", "postgres"));
        } catch (IOException | RuntimeException e) {
            absence = "the embedded PostgreSQL does not start here (" + e.getMessage() + "): give -D" + URL
                    + "=jdbc:postgresql://HOST/DATABASE?user=...&password=... to test against a server";
            return null;
        }
    }

    TestDatabase open(String schema) throws IOException {
        execute("CREATE SCHEMA " + schema);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url + (url.indexOf('?') < 0 ? "?" : "&") + "currentSchema=" + schema);
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(1);
        HikariDataSource pool = new HikariDataSource(config);
        return new TestDatabase(Database.of(pool), () -> {
            pool.close();
            execute("DROP SCHEMA " + schema + " CASCADE");
        });
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot " + sql, e);
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

    @TempDir
    Path directory;

    @Test
    void h2_keepsItsTablesWhenReopened() throws Exception {
        Path file = directory.resolve("fleet");
        try (Database database = Database.h2(file)) {
            database.transaction(
                    "insert", c -> c.createStatement().executeUpdate("INSERT INTO counter VALUES ('', 'a', 7)"));
            database.makeDurable();
        }
        try (Database database = Database.h2(file)) {
            assertThat(counter(database)).isEqualTo(7);
        }
    }

    @Test
    void h2_hasWhatWasCommitted_whenTheProcessDies() throws Exception {
        Path file = directory.resolve("living");
        Path copy = directory.resolve("dead.mv.db");
        try (Database database = Database.h2(file)) {
            database.transaction(
                    "insert", c -> c.createStatement().executeUpdate("INSERT INTO counter VALUES ('', 'a', 7)"));
            // What the operating system has at this moment is what a killed process leaves.
            Files.copy(directory.resolve("living.mv.db"), copy);
        }
        try (Database database = Database.h2(directory.resolve("dead"))) {
            assertThat(counter(database)).isEqualTo(7);
        }
    }

    @Test
    void group_isDurableAtOnce_andItsTransactionsFailAlone() throws Exception {
        Path file = directory.resolve("grouped");
        try (Database database = Database.h2(file)) {
            try (Database.Group group = database.beginGroup()) {
                assertThatThrownBy(database::beginGroup).isInstanceOf(IllegalStateException.class);
                database.transaction(
                        "insert", c -> c.createStatement().executeUpdate("INSERT INTO counter VALUES ('', 'a', 7)"));
                assertThatThrownBy(() -> database.transaction("insert twice", c -> {
                            c.createStatement().executeUpdate("INSERT INTO counter VALUES ('', 'b', 1)");
                            return c.createStatement().executeUpdate("INSERT INTO counter VALUES ('', 'a', 8)");
                        }))
                        .isInstanceOf(StoreException.class);
                group.makeDurable();
                Files.copy(directory.resolve("grouped.mv.db"), directory.resolve("copy.mv.db"));
            }
        }
        try (Database database = Database.h2(directory.resolve("copy"))) {
            assertThat(counter(database)).isEqualTo(7);
        }
    }

    @Test
    void open_refusesAnEngineThatIsNotSupported() {
        assertThatThrownBy(() -> Database.of(new NamedSource("Oracle")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("ORACLE")
                .hasMessageContaining("H2 and PostgreSQL");
    }

    @Test
    void transaction_leavesNothing_whenTheWorkThrows() throws Exception {
        try (Database database = Database.inMemory("rollback")) {
            assertThatThrownBy(() -> database.transaction("insert twice", c -> {
                        c.createStatement().executeUpdate("INSERT INTO counter VALUES ('', 'a', 7)");
                        return c.createStatement().executeUpdate("INSERT INTO counter VALUES ('', 'a', 8)");
                    }))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("cannot insert twice")
                    .extracting(e -> ((StoreException) e).retryable())
                    .isEqualTo(false);
            assertThat(counter(database)).isZero();
            assertThatThrownBy(() -> database.transaction("fail", c -> {
                        c.createStatement().executeUpdate("INSERT INTO counter VALUES ('', 'a', 9)");
                        throw new IllegalStateException("the caller's own mistake");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(counter(database)).isZero();
        }
    }

    @Test
    void open_refusesTablesOfANewerVersion_andSaysWhatToDo() throws Exception {
        Path file = directory.resolve("newer");
        try (Database database = Database.h2(file)) {
            database.transaction(
                    "age", c -> c.createStatement().executeUpdate("INSERT INTO schema_version VALUES (99)"));
        }
        assertThatThrownBy(() -> Database.h2(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("version 99")
                .hasMessageContaining("run the newer library");
    }

    @Test
    void h2_isSharedInsideOneProcess() throws Exception {
        Path file = directory.resolve("busy");
        try (Database first = Database.h2(file)) {
            first.makeDurable();
            try (Database second = Database.h2(file)) {
                // The same process may share the file; what counts is that both see one set of tables.
                assertThat(counter(second)).isZero();
            }
        }
    }

    @Test
    void retryable_isTrueForSerializationFailures() {
        assertThat(new StoreException("store", new SQLException("again", "40001")).retryable())
                .isTrue();
        assertThat(new StoreException("store", new SQLException("lost", "08006")).retryable())
                .isTrue();
        assertThat(new StoreException("store", new SQLException("lock", "HYT00", 50200)).retryable())
                .isTrue();
        assertThat(new StoreException("store", new SQLException("duplicate", "23505")).retryable())
                .isFalse();
        assertThat(new StoreException("store", new SQLException("none")).retryable())
                .isFalse();
    }

    private static long counter(Database database) throws StoreException {
        return database.transaction("read", DatabaseTest::sum);
    }

    private static long sum(Connection connection) throws SQLException {
        try (ResultSet rows =
                connection.createStatement().executeQuery("SELECT COALESCE(SUM(reserved), 0) FROM counter")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}

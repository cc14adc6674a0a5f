/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** What differs between the databases that the fleet's tables may be in. */
enum Engine {

    /** Writes its file now and then, and forces it only at a checkpoint. */
    H2 {
        @Override
        void written(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT");
            }
            connection.commit();
        }

        @Override
        void relax(Connection connection) {
            // It is: nothing need be written before makeDurable.
        }

        @Override
        void makeDurable(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT SYNC");
            }
            connection.commit();
        }
    },

    /** Forces its log at each commit unless told otherwise. */
    POSTGRESQL {
        @Override
        void lockMigrations(Statement statement) throws SQLException {
            statement.execute("SELECT pg_advisory_xact_lock(" + MIGRATION_LOCK + ")");
        }

        @Override
        void relax(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL synchronous_commit = off");
            }
        }

        @Override
        void makeDurable(Connection connection) throws SQLException {
            // The log is forced up to the end of this transaction, so everything that was committed before is durable
            // too. It has to write something: an empty transaction forces nothing.
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL synchronous_commit = on");
                statement.execute("SELECT pg_logical_emit_message(true, 'dunlin', 'group')");
            }
            connection.commit();
        }
    };

    /** "dunlin" in ASCII. */
    private static final long MIGRATION_LOCK = 0x64756E6C696EL;

    /** Keeps other instances from migrating the same tables until the transaction ends. */
    void lockMigrations(Statement statement) throws SQLException {
        // One process has the file of H2 open.
    }

    /** Hands what was committed to the operating system, so that the end of the process does not take it. */
    void written(Connection connection) throws SQLException {
        // The engine is another process.
    }

    /** Lets the transaction that begins be durable only with the next {@link #makeDurable}. */
    abstract void relax(Connection connection) throws SQLException;

    /** Makes every transaction durable that was committed before, and ends the present one. */
    abstract void makeDurable(Connection connection) throws SQLException;

    static Engine of(Connection connection) throws SQLException {
        String name = connection.getMetaData().getDatabaseProductName().toUpperCase(Locale.ROOT);
        for (Engine engine : values()) {
            if (engine.name().equals(name)) {
                return engine;
            }
        }
        throw new SQLException("the engine is " + name + "; H2 and PostgreSQL are supported");
    }
}

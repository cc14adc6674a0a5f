/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's database: H2 in this process by default, or any {@link DataSource} of a supported engine. Opening it brings
 * the tables to the present version. Safe for use by several threads; all methods block.
 */
public final class Database implements AutoCloseable {

    private static final int POOLED_CONNECTIONS = 4;

    /** The group that is under way on a thread, of whatever database. */
    private static final ThreadLocal<@Nullable Group> UNDER_WAY = new ThreadLocal<>();

    private final DataSource source;
    private final @Nullable HikariDataSource owned;
    private final Engine engine;

    private Database(DataSource source, @Nullable HikariDataSource owned) throws StoreException {
        this.source = source;
        this.owned = owned;
        try (Connection connection = source.getConnection()) {
            engine = Engine.of(connection);
            Migrations.apply(connection, engine);
        } catch (SQLException e) {
            close();
            throw new StoreException("cannot bring the fleet's tables to the present version", e);
        }
    }

    /**
     * Opens, or creates, an H2 database in a file.
     *
     * @param file the path without H2's ending {@code .mv.db}; its directory exists
     * @return the open database, to be closed by the caller
     * @throws StoreException if it cannot be opened, for instance because another process has it open
     */
    public static Database h2(Path file) throws StoreException {
        return pooled("jdbc:h2:file:" + file.toAbsolutePath()
                + ";WRITE_DELAY=1000;QUERY_CACHE_SIZE=64;DB_CLOSE_ON_EXIT=FALSE");
    }

    /**
     * Opens an H2 database in memory that lives as long as this object, for tests and simulations.
     *
     * @param name distinguishes databases inside this process
     * @return the open database, to be closed by the caller
     * @throws StoreException if it cannot be opened
     */
    public static Database inMemory(String name) throws StoreException {
        return pooled("jdbc:h2:mem:" + name);
    }

    /**
     * Uses a database that the application runs.
     *
     * @param source connections to PostgreSQL 12 or newer, or to H2, in the schema that holds the fleet's tables
     * @return the open database; closing it leaves {@code source} open
     * @throws StoreException if the tables cannot be brought to the present version, or the engine is another
     */
    public static Database of(DataSource source) throws StoreException {
        return new Database(source, null);
    }

    private static Database pooled(String url) throws StoreException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(POOLED_CONNECTIONS);
        config.setMinimumIdle(1);
        config.setInitializationFailTimeout(-1);
        config.setPoolName("dunlin-fleet");
        HikariDataSource pool = new HikariDataSource(config);
        return new Database(pool, pool);
    }

    /**
     * Runs work in one transaction: all of it happens or, when it throws, none.
     *
     * @param <T> what it returns
     * @param what names the work in the error
     * @param work what to do with the connection; it neither commits nor closes it
     * @return what {@code work} returned
     * @throws StoreException if the database failed
     */
    public <T extends @Nullable Object> T transaction(String what, Work<T> work) throws StoreException {
        Group current = group();
        try {
            if (current != null) {
                Connection shared = current.connection();
                engine.relax(shared);
                return run(shared, work);
            }
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(false);
                T result = run(connection, work);
                if (forces()) {
                    engine.written(connection);
                }
                return result;
            }
        } catch (SQLException e) {
            throw new StoreException("cannot " + what, e);
        }
    }

    /**
     * Runs work that changes nothing in one transaction.
     *
     * @param <T> what it returns
     * @param what names the work in the error
     * @param work what to ask of the connection
     * @return what {@code work} returned
     * @throws StoreException if the database failed
     */
    public <T extends @Nullable Object> T read(String what, Work<T> work) throws StoreException {
        Group current = group();
        try {
            if (current != null) {
                return run(current.connection(), work);
            }
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(false);
                return run(connection, work);
            }
        } catch (SQLException e) {
            throw new StoreException("cannot " + what, e);
        }
    }

    /** An H2 that the application runs is forced by the application. */
    private boolean forces() {
        return owned != null || engine != Engine.H2;
    }

    private static <T extends @Nullable Object> T run(Connection connection, Work<T> work) throws SQLException {
        boolean committed = false;
        try {
            T result = work.run(connection);
            connection.commit();
            committed = true;
            return result;
        } finally {
            if (!committed) {
                connection.rollback();
            }
        }
    }

    /**
     * Makes all committed transactions survive a power cut: H2 by itself forces its file to disk only now and then.
     *
     * @throws StoreException if that is not certain
     */
    public void makeDurable() throws StoreException {
        if (!forces()) {
            return;
        }
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            engine.makeDurable(connection);
        } catch (SQLException e) {
            throw new StoreException("cannot force the database to disk", e);
        }
    }

    private @Nullable Group group() {
        Group current = UNDER_WAY.get();
        return current != null && current.isOf(this) ? current : null;
    }

    /** Begins a group on this thread: until it is closed, its transactions share a connection and may be lost together. */
    Group beginGroup() {
        if (UNDER_WAY.get() != null) {
            throw new IllegalStateException("a group is under way on this thread");
        }
        Group begun = new Group();
        UNDER_WAY.set(begun);
        return begun;
    }

    /** Transactions that are made durable at once, so PostgreSQL need not force its log for each of them. */
    final class Group implements AutoCloseable {

        private @Nullable Connection connection;

        private boolean isOf(Database database) {
            return Database.this == database;
        }

        private Connection connection() throws SQLException {
            Connection open = connection;
            if (open == null) {
                open = source.getConnection();
                connection = open;
                open.setAutoCommit(false);
            }
            return open;
        }

        /** Makes what was committed so far survive a power cut. */
        void makeDurable() throws StoreException {
            if (!forces()) {
                return;
            }
            try {
                engine.makeDurable(connection());
            } catch (SQLException e) {
                throw new StoreException("cannot force the database to disk", e);
            }
        }

        @Override
        public void close() throws StoreException {
            UNDER_WAY.remove();
            Connection open = connection;
            if (open != null) {
                try {
                    open.close();
                } catch (SQLException e) {
                    throw new StoreException("cannot give a connection back", e);
                }
            }
        }
    }

    @Override
    public void close() {
        if (owned != null) {
            owned.close();
        }
    }

    /**
     * Work on a connection.
     *
     * @param <T> what it returns
     */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        /**
         * Does the work.
         *
         * @param connection inside a transaction
         * @return the result
         * @throws SQLException if the database failed
         */
        T run(Connection connection) throws SQLException;
    }
}

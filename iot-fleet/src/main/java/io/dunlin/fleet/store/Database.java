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
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's database: H2 in this process by default, or any {@link DataSource} of a supported engine. Opening it brings
 * the tables to the present version. Safe for use by several threads; all methods block.
 */
public final class Database implements AutoCloseable {

    private static final int POOLED_CONNECTIONS = 4;

    private final DataSource source;
    private final @Nullable HikariDataSource owned;
    private final boolean needsCheckpoint;

    private Database(DataSource source, @Nullable HikariDataSource owned, boolean needsCheckpoint)
            throws StoreException {
        this.source = source;
        this.owned = owned;
        this.needsCheckpoint = needsCheckpoint;
        try (Connection connection = source.getConnection()) {
            Migrations.apply(connection);
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
        return pooled("jdbc:h2:file:" + file.toAbsolutePath() + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE", true);
    }

    /**
     * Opens an H2 database in memory that lives as long as this object, for tests and simulations.
     *
     * @param name distinguishes databases inside this process
     * @return the open database, to be closed by the caller
     * @throws StoreException if it cannot be opened
     */
    public static Database inMemory(String name) throws StoreException {
        return pooled("jdbc:h2:mem:" + name, false);
    }

    /**
     * Uses a database that the application runs.
     *
     * @param source connections to it, whose commits are durable
     * @return the open database; closing it leaves {@code source} open
     * @throws StoreException if the tables cannot be brought to the present version
     */
    public static Database of(DataSource source) throws StoreException {
        return new Database(source, null, false);
    }

    private static Database pooled(String url, boolean needsCheckpoint) throws StoreException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(POOLED_CONNECTIONS);
        config.setMinimumIdle(1);
        config.setInitializationFailTimeout(-1);
        config.setPoolName("dunlin-fleet");
        HikariDataSource pool = new HikariDataSource(config);
        return new Database(pool, pool, needsCheckpoint);
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
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
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
        } catch (SQLException e) {
            throw new StoreException("cannot " + what, e);
        }
    }

    /**
     * Makes all committed transactions survive a power cut. H2 by itself forces its file to disk only now and then, so
     * whoever acknowledges something to a device calls this first, once for a group of transactions.
     *
     * @throws StoreException if that is not certain
     */
    public void makeDurable() throws StoreException {
        if (needsCheckpoint) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT SYNC");
            } catch (SQLException e) {
                throw new StoreException("cannot force the database to disk", e);
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

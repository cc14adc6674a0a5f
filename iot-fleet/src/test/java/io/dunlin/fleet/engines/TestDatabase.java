/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.engines;

import io.dunlin.fleet.store.Database;

/** Tables that are gone once they are closed. */
public final class TestDatabase implements AutoCloseable {

    private final Database database;
    private final Runnable drop;

    TestDatabase(Database database, Runnable drop) {
        this.database = database;
        this.drop = drop;
    }

    /**
     * Returns the database.
     *
     * @return open until this is closed
     */
    public Database database() {
        return database;
    }

    @Override
    public void close() {
        database.close();
        drop.run();
    }
}

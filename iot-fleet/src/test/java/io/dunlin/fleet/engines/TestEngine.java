/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.engines;

import io.dunlin.fleet.store.Database;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** An engine that the fleet's tables may be in. Each test opens tables of its own. */
public enum TestEngine {
    /** H2 in memory. */
    H2,
    /** PostgreSQL, embedded unless a server is named by {@value PostgresServer#URL}. */
    POSTGRESQL;

    private static final AtomicLong OPENED = new AtomicLong();

    /**
     * Opens empty tables, or skips the test and says why.
     *
     * @return the tables, to be closed by the test
     * @throws IOException if the engine is there and fails
     */
    public TestDatabase open() throws IOException {
        String name = "test_" + ProcessHandle.current().pid() + "_" + OPENED.incrementAndGet();
        return switch (this) {
            case H2 -> new TestDatabase(Database.inMemory(name), () -> {});
            case POSTGRESQL -> PostgresServer.get().open(name);
        };
    }
}

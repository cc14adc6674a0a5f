/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.Loop;

/** Where sessions meet the network: opens connections, and has the loops that they live on. Thread-safe. */
public interface Rim extends Transport, AutoCloseable {

    /**
     * Returns the next of the loops, in turn.
     *
     * @return a loop
     */
    Loop nextLoop();

    /** Stops all threads; open connections are cut. */
    @Override
    void close();
}

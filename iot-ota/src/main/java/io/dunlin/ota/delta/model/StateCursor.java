/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

import java.io.IOException;

/** Saves or restores state value by value: one walk over the fields serves both. */
@FunctionalInterface
public interface StateCursor {

    /**
     * Writes a value, or reads the one that was written in its place.
     *
     * @param value the present value
     * @return the value to go on with: the present or the restored one
     * @throws IOException if the medium failed
     */
    int exchange(int value) throws IOException;
}

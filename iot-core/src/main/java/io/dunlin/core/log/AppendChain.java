/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import org.jspecify.annotations.Nullable;

/**
 * Appends of which each needs those before it: once one fails, all later ones fail without being written, also those that
 * were asked for before the failure was known. Go on with a new chain. Made and given to appends on the loop.
 */
public final class AppendChain {

    // Used on the worker only.
    private @Nullable Exception broken;

    /** Creates a chain in which nothing has failed. */
    public AppendChain() {}

    @Nullable
    Exception broken() {
        return broken;
    }

    void breakBy(Exception failure) {
        if (broken == null) {
            broken = failure;
        }
    }
}

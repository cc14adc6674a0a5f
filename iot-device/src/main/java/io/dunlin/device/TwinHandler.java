/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.twin.Outcome;
import io.dunlin.core.twin.Value;
import org.jspecify.annotations.Nullable;

/**
 * Makes a device do what its fleet desires. Called on the executor of the device, one call at a time; may block. It sees
 * the newest target of a path, may miss those between, and may see one again after a crash.
 */
@FunctionalInterface
public interface TwinHandler {

    /**
     * Makes a desired value so.
     *
     * @param path a path of the schema that the fleet writes
     * @param value the target within the bounds of the schema, or null to go back to the default
     * @return what came of it
     * @throws Exception if it failed: the fleet is told that the value was rejected
     */
    Outcome apply(String path, @Nullable Value value) throws Exception;
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.twin;

import io.dunlin.core.twin.Value;
import java.util.Map;

/**
 * A twin as it is stored.
 *
 * @param version the newest desired version, 0 if nothing was ever desired
 * @param desired what is desired, by path
 * @param reported what is in force as far as the fleet knows, by path
 */
public record TwinView(long version, Map<String, Value> desired, Map<String, Value> reported) {

    /** Copies the maps. */
    public TwinView {
        desired = Map.copyOf(desired);
        reported = Map.copyOf(reported);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

/**
 * What an applier grants to a patch.
 *
 * @param memoryBytes how much memory {@link PatchHeader#memoryBytes()} may ask for
 * @param targetBytes how long the new image may be
 */
public record PatchLimits(long memoryBytes, long targetBytes) {

    /** Checks the bounds. */
    public PatchLimits {
        if (memoryBytes < 0 || targetBytes < 0) {
            throw new IllegalArgumentException("limits must be at least 0, got " + memoryBytes + ", " + targetBytes);
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/**
 * What a decoder accepts; memory for a batch stays within a small multiple of {@code maxBytes} plus 9 bytes for each of
 * {@code maxRows} times {@code maxColumns}.
 *
 * @param maxBytes the longest encoded batch, in bytes
 * @param maxRows the most rows of a batch
 * @param maxColumns the most streams of a schema
 */
public record ColumnLimits(int maxBytes, int maxRows, int maxColumns) {

    /** 64 KiB, 4096 rows, 128 streams. */
    public static final ColumnLimits DEFAULT = new ColumnLimits(64 << 10, 4096, 128);

    /** Checks the bounds. */
    public ColumnLimits {
        if (maxBytes < 16 || maxRows < 1 || maxColumns < 1) {
            throw new IllegalArgumentException("limits must be at least 16 bytes, 1 row and 1 column, got " + maxBytes
                    + ", " + maxRows + " and " + maxColumns);
        }
    }
}

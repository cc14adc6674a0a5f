/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

/**
 * A sink will never take a batch. The batch is set aside, its rows are counted as refused, and the device goes on. What
 * the sink wrote before is rolled back.
 */
public final class BatchRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param reason why, for people; the device is told
     */
    public BatchRefused(String reason) {
        super(reason, null, false, false);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/** What became of an offered row. Every row is counted, so the fleet learns how many were refused or replaced. */
public enum Offer {
    /** In memory; durable once the batch that it goes into is. */
    ACCEPTED,
    /** In memory, and older rows gave way. */
    REPLACED_OLDEST,
    /** Not taken: memory is full, or the row alone is larger than a message. */
    REFUSED
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

/**
 * How far telemetry has come in this boot. To learn that a row is safe, note {@link #offeredRows} after its offer was
 * answered, and wait until {@link #durableRows} has reached that.
 *
 * @param durableRows how many of the offered rows are durable, or were refused or replaced
 * @param offeredRows rows that were offered, whatever became of them; at least {@code durableRows}
 * @param lostRows rows that were refused, or replaced by newer ones, before they were durable
 * @param unacknowledged stored messages that the fleet does not have yet, with those of earlier boots
 */
public record TelemetryStatus(long durableRows, long offeredRows, long lostRows, long unacknowledged) {

    /** Nothing was offered. */
    static final TelemetryStatus NONE = new TelemetryStatus(0, 0, 0, 0);
}

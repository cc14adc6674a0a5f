/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

/**
 * What came from all devices of a tenant: the service levels of its telemetry.
 *
 * @param devices devices that ever sent telemetry
 * @param freshDevices devices whose newest stored row is new enough
 * @param offeredRows as of {@link DeviceFigures}, summed, as the fields below
 * @param storedRows rows that are stored
 * @param refusedRows rows in messages that could not be used
 * @param lateRows stored rows that were older than what was stored before them
 * @param refusedMessages intact messages that could not be used
 * @param malformedMessages messages that were damaged or of no known kind
 */
public record FleetFigures(
        long devices,
        long freshDevices,
        double offeredRows,
        double storedRows,
        double refusedRows,
        double lateRows,
        double refusedMessages,
        double malformedMessages) {

    /**
     * Returns the share of devices whose telemetry is fresh.
     *
     * @return 0 to 1; 1 if there is no device
     */
    public double freshness() {
        return devices == 0 ? 1 : (double) freshDevices / devices;
    }

    /**
     * Returns how much of what was offered is stored.
     *
     * @return 0 to 1; 1 if nothing was offered
     */
    public double completeness() {
        return offeredRows == 0 ? 1 : storedRows / offeredRows;
    }
}

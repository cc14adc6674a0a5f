/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

/**
 * What became of the rows of one device, or of several.
 *
 * @param offered rows of the recording, counted by reading it again
 * @param values the values in them
 * @param stored rows of the recording that the fleet has, value for value
 * @param storedValues the values in them
 * @param duplicates rows, or values of rows, that are stored a second time
 * @param altered rows in the database that are no rows of the recording
 * @param unsaved rows that were in memory when the device was killed; the device never said that they are safe
 * @param evicted rows that gave way on the device's full disk, all declared
 * @param undeclared rows that are missing where the device declared nothing
 * @param overdeclared messages that are declared lost where no row is missing
 * @param unaccounted message numbers of which nothing is known, and rows that were counted when stored and are not there
 * @param repeated messages that came again and were not stored again
 */
record TelemetryFinding(
        long offered,
        long values,
        long stored,
        long storedValues,
        long duplicates,
        long altered,
        long unsaved,
        long evicted,
        long undeclared,
        long overdeclared,
        long unaccounted,
        long repeated) {

    static final TelemetryFinding NONE = new TelemetryFinding(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    TelemetryFinding plus(TelemetryFinding other) {
        return new TelemetryFinding(
                offered + other.offered,
                values + other.values,
                stored + other.stored,
                storedValues + other.storedValues,
                duplicates + other.duplicates,
                altered + other.altered,
                unsaved + other.unsaved,
                evicted + other.evicted,
                undeclared + other.undeclared,
                overdeclared + other.overdeclared,
                unaccounted + other.unaccounted,
                repeated + other.repeated);
    }
}

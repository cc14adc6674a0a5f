/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/**
 * Writes the times of a batch's rows in the coarsest unit in which all are whole. The first counts from the year 2000 and
 * has a fixed width that lasts until 2068; a time outside is written in full. One thread at a time.
 */
final class Times {

    /** 2000-01-01T00:00Z in milliseconds since 1970. */
    private static final long ORIGIN = 946_684_800_000L;

    private static final long[] UNITS = {1, 10, 100, 1_000, 10_000, 60_000, 300_000};
    /** Two to the power of these, times the unit, is at least 68 years. */
    private static final int[] WIDTHS = {41, 38, 35, 31, 28, 26, 23};

    private static final int IN_FULL = 7;

    private final Integers integers;
    private long[] scaled = new long[64];

    Times(Integers integers) {
        this.integers = integers;
    }

    void write(BitWriter out, long[] millis, int count) {
        long first = millis[0] - ORIGIN;
        if (millis[0] < ORIGIN || first >>> WIDTHS[0] != 0) {
            out.put(IN_FULL, 3);
            out.put(millis[0], 64);
            integers.writeRest(out, millis, count);
            return;
        }
        int unit = UNITS.length - 1;
        for (int i = 0; i < count; i++) {
            while ((millis[i] - ORIGIN) % UNITS[unit] != 0) {
                unit--;
            }
        }
        if ((first / UNITS[unit]) >>> WIDTHS[unit] != 0) {
            unit = 0;
        }
        out.put(unit, 3);
        out.put(first / UNITS[unit], WIDTHS[unit]);
        scaled = Columns.grow(scaled, count);
        for (int i = 0; i < count; i++) {
            scaled[i] = (millis[i] - ORIGIN) / UNITS[unit];
        }
        integers.writeRest(out, scaled, count);
    }

    void read(BitReader in, long[] millis, int count) {
        int unit = (int) in.get(3);
        if (unit == IN_FULL) {
            millis[0] = in.get(64);
            integers.readRest(in, millis, count);
            return;
        }
        millis[0] = in.get(WIDTHS[unit]);
        integers.readRest(in, millis, count);
        for (int i = 0; i < count; i++) {
            millis[i] = millis[i] * UNITS[unit] + ORIGIN;
        }
    }
}

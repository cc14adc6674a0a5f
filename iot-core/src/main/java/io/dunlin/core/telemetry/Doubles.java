/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/**
 * Writes a column of doubles as decimal mantissas with {@link Integers}, with exceptions apart, or where the values are
 * not decimals as their bit patterns without the zeros that all have at the end. One thread at a time.
 */
final class Doubles {

    /** Form 0 to 12: so many places and nothing else. */
    private static final int MOST_PLAIN_PLACES = 12;
    /** Places, then whether offsets follow, then whether exceptions do. */
    private static final int WITH_EXTRAS = 13;

    private static final int BITS = 14;
    /** One value of so many may be an exception. */
    private static final int SHARE = 8;

    private final Integers integers;
    private final Toggles toggles;
    private long[] mantissas = new long[64];
    private long[] offsets = new long[64];
    private long[] exceptions = new long[8];

    Doubles(Integers integers, Toggles toggles) {
        this.integers = integers;
        this.toggles = toggles;
    }

    /**
     * Writes a column.
     *
     * @param guess the number of places of the column's last batch, or -1
     * @return the number of places found, or -1 if the values are no decimals
     */
    int write(BitWriter out, double[] values, int count, int guess) {
        if (count == 0) {
            return guess;
        }
        reserve(count);
        int places = places(values, count, guess);
        if (places < 0) {
            writeBits(out, values, count);
            return -1;
        }
        long anyOffset = 0;
        int exceptional = 0;
        long last = 0;
        for (int i = 0; i < count; i++) {
            long offset = Decimals.offset(values[i], places);
            if (Decimals.near(offset)) {
                last = Decimals.mantissa(values[i], places);
                offsets[i] = offset;
                anyOffset |= offset;
            } else {
                offsets[i] = Long.MIN_VALUE;
                exceptional++;
            }
            mantissas[i] = last;
        }
        if (places <= MOST_PLAIN_PLACES && anyOffset == 0 && exceptional == 0) {
            out.put(places, 4);
        } else {
            out.put(WITH_EXTRAS, 4);
            out.put(places, 4);
            out.put(anyOffset == 0 ? 0 : 1, 1);
            out.put(exceptional == 0 ? 0 : 1, 1);
            writeExtras(out, values, count, anyOffset != 0, exceptional != 0);
        }
        integers.write(out, mantissas, count);
        return places;
    }

    /** The fewest places with which enough of the values are decimals, or -1. A good guess need not be the fewest. */
    private static int places(double[] values, int count, int guess) {
        int allowed = count / SHARE;
        if (guess >= 0
                && count > SHARE
                && (misses(values, count, guess, true, allowed) <= allowed
                        || misses(values, count, guess, false, allowed) <= allowed)) {
            return guess;
        }
        for (int places = 0; places <= Decimals.MOST_PLACES; places++) {
            if (misses(values, count, places, true, allowed) <= allowed) {
                return places;
            }
        }
        for (int places = 0; places <= Decimals.MOST_PLACES; places++) {
            if (misses(values, count, places, false, allowed) <= allowed) {
                return places;
            }
        }
        return -1;
    }

    /** Counts the values that are no decimals but might be, up to one more than is allowed. */
    private static int misses(double[] values, int count, int places, boolean exact, int allowed) {
        int misses = 0;
        for (int i = 0; i < count && misses <= allowed; i++) {
            double value = values[i];
            if (!Decimals.fits(value, places, exact) && (count <= SHARE || !Decimals.hopeless(value))) {
                misses++;
            }
        }
        return misses;
    }

    private void writeExtras(BitWriter out, double[] values, int count, boolean anyOffset, boolean anyException) {
        if (anyException) {
            int found = 0;
            for (int i = 0; i < count; i++) {
                boolean exception = offsets[i] == Long.MIN_VALUE;
                toggles.set(i, exception);
                if (exception) {
                    exceptions = Columns.grow(exceptions, found + 1);
                    exceptions[found++] = ordered(Double.doubleToRawLongBits(values[i]));
                    offsets[i] = 0;
                }
            }
            toggles.write(out, count);
            integers.write(out, exceptions, found);
        }
        if (anyOffset) {
            Residuals.write(out, offsets, 0, count);
        }
    }

    private void writeBits(BitWriter out, double[] values, int count) {
        out.put(BITS, 4);
        long any = 0;
        for (int i = 0; i < count; i++) {
            any |= Double.doubleToRawLongBits(values[i]);
        }
        int shift = Math.min(63, Long.numberOfTrailingZeros(any));
        out.put(shift, 6);
        for (int i = 0; i < count; i++) {
            mantissas[i] = ordered(Double.doubleToRawLongBits(values[i]) >> shift);
        }
        integers.write(out, mantissas, count);
    }

    void read(BitReader in, double[] values, int count) {
        if (count == 0) {
            return;
        }
        reserve(count);
        int form = (int) in.get(4);
        if (form <= MOST_PLAIN_PLACES) {
            readDecimals(in, values, count, form);
        } else if (form == WITH_EXTRAS) {
            readWithExtras(in, values, count);
        } else if (form == BITS) {
            int shift = (int) in.get(6);
            integers.read(in, mantissas, count);
            for (int i = 0; i < count; i++) {
                values[i] = Double.longBitsToDouble(ordered(mantissas[i]) << shift);
            }
        } else {
            throw in.damaged("doubles of form " + form);
        }
    }

    private void readDecimals(BitReader in, double[] values, int count, int places) {
        integers.read(in, mantissas, count);
        for (int i = 0; i < count; i++) {
            values[i] = Decimals.value(mantissas[i], places);
        }
    }

    private void readWithExtras(BitReader in, double[] values, int count) {
        int places = (int) in.get(4);
        if (places > Decimals.MOST_PLACES) {
            throw in.damaged("decimals of " + places + " places");
        }
        boolean anyOffset = in.flag();
        int found = 0;
        if (in.flag()) {
            found = toggles.read(in, count);
            exceptions = Columns.grow(exceptions, found);
            integers.read(in, exceptions, found);
        }
        if (anyOffset) {
            Residuals.read(in, offsets, 0, count);
        }
        readDecimals(in, values, count, places);
        int next = 0;
        for (int i = 0; i < count; i++) {
            if (found > 0 && toggles.get(i)) {
                values[i] = Double.longBitsToDouble(ordered(exceptions[next++]));
            } else if (anyOffset) {
                values[i] = Double.longBitsToDouble(Double.doubleToRawLongBits(values[i]) + offsets[i]);
            }
        }
    }

    private void reserve(int count) {
        mantissas = Columns.grow(mantissas, count);
        offsets = Columns.grow(offsets, count);
    }

    /** Maps bit patterns of doubles to integers of the same order, and back. */
    private static long ordered(long bits) {
        return bits ^ ((bits >> 63) >>> 1);
    }
}

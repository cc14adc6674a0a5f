/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import java.util.Arrays;

/**
 * Writes sequences of 64-bit integers: the first as it is, the rest as multiples of their common divisor, predicted from
 * what came before, and the prediction's error as {@link Residuals}. All arithmetic wraps, so every sequence comes back
 * bit for bit. One thread at a time.
 */
final class Integers {

    private static final int CENTRE = 0;
    private static final int LAST = 1;
    private static final int LINE = 2;
    private static final int MEAN_OF_TWO = 3;
    private static final int HALF_SLOPE = 4;
    private static final int TOWARDS_CENTRE = 5;
    private static final int PARABOLA = 6;
    private static final int QUARTER_SLOPE = 7;
    private static final int PREDICTORS = 8;

    private long[] scaled = new long[64];
    private long[] residuals = new long[64];
    private final int[] cost = new int[PREDICTORS];

    void write(BitWriter out, long[] values, int count) {
        if (count > 0) {
            out.signed(values[0]);
            writeRest(out, values, count);
        }
    }

    /** Writes all but the first value, which the reader is given. */
    void writeRest(BitWriter out, long[] values, int count) {
        if (count < 2) {
            return;
        }
        reserve(count);
        long divisor = divisor(values, count);
        out.put(divisor == 1 ? 0 : 1, 1);
        if (divisor != 1) {
            out.number(divisor);
        }
        for (int i = 0; i < count; i++) {
            long distance = values[i] - values[0];
            scaled[i] = divisor == 1 ? distance : distance / divisor;
        }
        int predictor = LAST;
        long centre = 0;
        if (count > 2) {
            centre = centre(scaled, count);
            predictor = choose(scaled, count, centre);
            out.put(predictor, 3);
            if (predictor == CENTRE || predictor == TOWARDS_CENTRE) {
                out.signed(centre);
            }
        }
        for (int i = 1; i < count; i++) {
            residuals[i] = scaled[i] - predict(predictor, scaled, i, centre);
        }
        Residuals.write(out, residuals, 1, count);
    }

    void read(BitReader in, long[] values, int count) {
        if (count > 0) {
            values[0] = in.signed();
            readRest(in, values, count);
        }
    }

    /** Reads all but the first value, which is already there. */
    void readRest(BitReader in, long[] values, int count) {
        if (count < 2) {
            return;
        }
        long first = values[0];
        long divisor = in.flag() ? in.number() : 1;
        int predictor = count > 2 ? (int) in.get(3) : LAST;
        long centre = predictor == CENTRE || predictor == TOWARDS_CENTRE ? in.signed() : 0;
        Residuals.read(in, values, 1, count);
        values[0] = 0;
        restore(predictor, values, count, centre);
        for (int i = 0; i < count; i++) {
            values[i] = values[i] * divisor + first;
        }
    }

    private void reserve(int count) {
        if (scaled.length < count) {
            scaled = new long[Math.max(count, 2 * scaled.length)];
            residuals = new long[scaled.length];
        }
    }

    /** The greatest common divisor of all distances from the first value; 1 where a distance has no absolute value. */
    private static long divisor(long[] values, int count) {
        long divisor = 0;
        for (int i = 1; i < count && divisor != 1; i++) {
            long a = Math.abs(values[i] - values[0]);
            if (a < 0) {
                return 1;
            }
            while (a != 0) {
                long rest = divisor % a;
                divisor = a;
                a = rest;
            }
        }
        return divisor == 0 ? 1 : divisor;
    }

    private static long centre(long[] values, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return Math.round(sum / count);
    }

    /** Adds up the widths of the errors that each predictor would leave. */
    private int choose(long[] x, int count, long centre) {
        Arrays.fill(cost, 0);
        cost[CENTRE] = BitWriter.numberBits(BitWriter.zigzag(centre));
        cost[TOWARDS_CENTRE] = cost[CENTRE];
        long x1 = 0;
        long x2 = 0;
        long x3 = 0;
        for (int i = 1; i < count; i++) {
            long now = x[i];
            long slope = x1 - x2;
            cost[CENTRE] += width(now - centre);
            cost[LAST] += width(now - x1);
            cost[LINE] += width(now - x1 - slope);
            cost[MEAN_OF_TWO] += width(now - meanOfTwo(x1, x2));
            cost[HALF_SLOPE] += width(now - x1 - (slope >> 1));
            cost[TOWARDS_CENTRE] += width(now - towardsCentre(x1, centre));
            cost[PARABOLA] += width(now - 3 * slope - x3);
            cost[QUARTER_SLOPE] += width(now - x1 - (slope >> 2));
            x3 = x2;
            x2 = x1;
            x1 = now;
        }
        int best = LAST;
        for (int p = 0; p < PREDICTORS; p++) {
            best = cost[p] < cost[best] ? p : best;
        }
        return best;
    }

    private static int width(long residual) {
        return 64 - Long.numberOfLeadingZeros(BitWriter.zigzag(residual));
    }

    private static long meanOfTwo(long x1, long x2) {
        return (x1 + x2) >> 1;
    }

    private static long towardsCentre(long x1, long centre) {
        return centre + ((x1 - centre) >> 1);
    }

    /** Predicts the value at {@code i}; what lies before the first value, which is zero, counts as zero too. */
    private static long predict(int predictor, long[] x, int i, long centre) {
        long x1 = x[i - 1];
        long x2 = i > 1 ? x[i - 2] : 0;
        return switch (predictor) {
            case CENTRE -> centre;
            case LAST -> x1;
            case LINE -> 2 * x1 - x2;
            case MEAN_OF_TWO -> meanOfTwo(x1, x2);
            case HALF_SLOPE -> x1 + ((x1 - x2) >> 1);
            case TOWARDS_CENTRE -> towardsCentre(x1, centre);
            case PARABOLA -> 3 * (x1 - x2) + (i > 2 ? x[i - 3] : 0);
            default -> x1 + ((x1 - x2) >> 2);
        };
    }

    /** Adds the predictions to the errors; one tight loop for each of the predictors that most columns choose. */
    private static void restore(int predictor, long[] x, int count, long centre) {
        switch (predictor) {
            case CENTRE -> {
                for (int i = 1; i < count; i++) {
                    x[i] += centre;
                }
            }
            case LAST -> {
                long x1 = 0;
                for (int i = 1; i < count; i++) {
                    x1 += x[i];
                    x[i] = x1;
                }
            }
            case LINE -> {
                long x1 = 0;
                long slope = 0;
                for (int i = 1; i < count; i++) {
                    slope += x[i];
                    x1 += slope;
                    x[i] = x1;
                }
            }
            default -> {
                for (int i = 1; i < count; i++) {
                    x[i] += predict(predictor, x, i, centre);
                }
            }
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes sequences of mostly small signed numbers in the shortest of four forms: nothing (all are zero), frame of
 * reference with bit packing, Rice codes whose parameter follows the mean, or runs of zeros between such codes.
 *
 * <p>Rice codes are those of R. F. Rice, "Some practical universal noiseless coding techniques", JPL 79-22 (1979).
 */
final class Residuals {

    private static final int ZEROS = 0;
    private static final int PACKED = 1;
    private static final int RICE = 2;
    private static final int RUNS = 3;

    /** So many ones announce a value that is written out with its width. */
    private static final int ESCAPE = 16;
    /** The mean moves by 1/2^RATE of each new value. */
    private static final int RATE = 4;

    private static final long MOST_WEIGHT = 1L << 55;

    private Residuals() {}

    static void write(BitWriter out, long[] values, int from, int to) {
        long any = 0;
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        long width = 0;
        int nonZero = 0;
        for (int i = from; i < to; i++) {
            long value = values[i];
            any |= value;
            min = Math.min(min, value);
            max = Math.max(max, value);
            width += 64 - Long.numberOfLeadingZeros(BitWriter.zigzag(value));
            nonZero += value == 0 ? 0 : 1;
        }
        if (any == 0) {
            out.put(ZEROS, 2);
            return;
        }
        int count = to - from;
        int riceStart = (int) Math.min(60, Math.max(0, width / count - 1));
        int valueStart = (int) Math.min(60, Math.max(0, width / nonZero - 1));
        int runStart = 63 - Long.numberOfLeadingZeros(count / nonZero);
        int packed = 64 - Long.numberOfLeadingZeros(max - min);
        long packedBits = BitWriter.numberBits(BitWriter.zigzag(min)) + 7 + (long) count * packed;
        long riceBits = rice(null, values, from, to, riceStart);
        long runBits = 2 * nonZero < count ? runs(null, values, from, to, runStart, valueStart) : Long.MAX_VALUE;
        if (packedBits <= riceBits && packedBits <= runBits) {
            out.put(PACKED, 2);
            out.signed(min);
            out.put(packed, 7);
            for (int i = from; i < to; i++) {
                out.put(values[i] - min, packed);
            }
        } else if (riceBits <= runBits) {
            out.put(RICE, 2);
            rice(out, values, from, to, riceStart);
        } else {
            out.put(RUNS, 2);
            runs(out, values, from, to, runStart, valueStart);
        }
    }

    static void read(BitReader in, long[] values, int from, int to) {
        switch ((int) in.get(2)) {
            case ZEROS -> Arrays.fill(values, from, to, 0);
            case PACKED -> {
                long min = in.signed();
                int packed = (int) in.get(7);
                if (packed > 64) {
                    throw in.damaged("values packed into " + packed + " bits");
                }
                for (int i = from; i < to; i++) {
                    values[i] = min + in.get(packed);
                }
            }
            case RICE -> {
                long mean = start((int) in.get(6));
                for (int i = from; i < to; i++) {
                    long code = readCode(in, parameter(mean));
                    mean = follow(mean, code);
                    values[i] = BitReader.unzigzag(code);
                }
            }
            default -> readRuns(in, values, from, to);
        }
    }

    private static void readRuns(BitReader in, long[] values, int from, int to) {
        long runMean = start((int) in.get(6));
        long mean = start((int) in.get(6));
        int i = from;
        while (i < to) {
            long run = readCode(in, parameter(runMean));
            runMean = follow(runMean, run);
            if (run < 0 || run > to - i) {
                throw in.damaged("a run of " + Long.toUnsignedString(run) + " zeros where " + (to - i) + " fit");
            }
            for (int end = i + (int) run; i < end; i++) {
                values[i] = 0;
            }
            if (i < to) {
                long code = readCode(in, parameter(mean));
                mean = follow(mean, code);
                values[i++] = BitReader.unzigzag(code + 1);
            }
        }
    }

    /** Writes all values, or only counts the bits if there is no writer. */
    private static long rice(@Nullable BitWriter out, long[] values, int from, int to, int start) {
        long bits = 6;
        if (out != null) {
            out.put(start, 6);
        }
        long mean = start(start);
        for (int i = from; i < to; i++) {
            long code = BitWriter.zigzag(values[i]);
            bits += writeCode(out, code, parameter(mean));
            mean = follow(mean, code);
        }
        return bits;
    }

    private static long runs(@Nullable BitWriter out, long[] values, int from, int to, int runStart, int valueStart) {
        long bits = 12;
        if (out != null) {
            out.put(runStart, 6);
            out.put(valueStart, 6);
        }
        long runMean = start(runStart);
        long mean = start(valueStart);
        int i = from;
        while (i < to) {
            int run = i;
            while (run < to && values[run] == 0) {
                run++;
            }
            bits += writeCode(out, run - i, parameter(runMean));
            runMean = follow(runMean, run - i);
            i = run;
            if (i < to) {
                // Never zero here, so the codes start one lower.
                long code = BitWriter.zigzag(values[i++]) - 1;
                bits += writeCode(out, code, parameter(mean));
                mean = follow(mean, code);
            }
        }
        return bits;
    }

    private static long start(int parameter) {
        return 1L << (Math.min(parameter, 54) + RATE);
    }

    private static int parameter(long mean) {
        return 64 - Long.numberOfLeadingZeros(mean >>> (RATE + 1));
    }

    private static long follow(long mean, long code) {
        long weight = code < 0 || code > MOST_WEIGHT ? MOST_WEIGHT : code;
        return mean + weight - (mean >>> RATE);
    }

    private static int writeCode(@Nullable BitWriter out, long code, int parameter) {
        long quotient = code >>> parameter;
        if (quotient < ESCAPE) {
            if (out != null) {
                out.put((1L << quotient) - 1, (int) quotient + 1);
                out.put(code, parameter);
            }
            return (int) quotient + 1 + parameter;
        }
        int width = 64 - Long.numberOfLeadingZeros(code);
        if (out != null) {
            out.put(-1, ESCAPE);
            out.put(width - 1, 6);
            out.put(code, width);
        }
        return ESCAPE + 6 + width;
    }

    private static long readCode(BitReader in, int parameter) {
        int quotient = in.ones(ESCAPE);
        return quotient < ESCAPE ? ((long) quotient << parameter) | in.get(parameter) : in.get((int) in.get(6) + 1);
    }
}

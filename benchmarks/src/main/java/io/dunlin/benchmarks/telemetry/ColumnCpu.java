/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.benchmarks.telemetry;

import com.sun.management.ThreadMXBean;
import io.dunlin.core.telemetry.ColumnDecoder;
import io.dunlin.core.telemetry.ColumnEncoder;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.Columns;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Million points per second of CPU through the column codec, and bytes of garbage per point. It counts the thread's CPU
 * time, so that a busy machine disturbs it less than JMH's {@link ColumnSpeed}.
 *
 * <p>Arguments: files or folders; without any, those of the samples.
 */
public final class ColumnCpu {

    private static final int[] POINTS = {60, 256, 1024};
    private static final long NANOS = 700_000_000L;
    private static final int RUNS = 3;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static int sink;

    private ColumnCpu() {}

    /**
     * Runs the benchmark.
     *
     * @param arguments files or folders
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String argument : arguments.length == 0
                ? new String[] {"samples/src/main/resources/io/dunlin/samples/telemetry"}
                : arguments) {
            try (Stream<Path> found = Files.walk(Path.of(argument))) {
                found.filter(file -> file.toString().endsWith(".csv")).sorted().forEach(files::add);
            }
        }
        System.out.println("| file | points per batch | encode | decode | garbage, encode | garbage, decode |");
        System.out.println("|---|---|---|---|---|---|");
        double[][] logs = new double[2][POINTS.length];
        for (Path file : files) {
            Series series = Series.read(file);
            for (int p = 0; p < POINTS.length; p++) {
                Codec codec = new Codec(series, POINTS[p]);
                Figures encode = best(codec.points, codec::encode);
                Figures decode = best(codec.points, codec::decode);
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %d | %.1f | %.1f | %.2f | %.2f |%n",
                        file.getFileName(),
                        POINTS[p],
                        encode.millions,
                        decode.millions,
                        encode.garbage,
                        decode.garbage);
                logs[0][p] += Math.log(encode.millions) / files.size();
                logs[1][p] += Math.log(decode.millions) / files.size();
            }
        }
        for (int p = 0; p < POINTS.length; p++) {
            System.out.printf(
                    Locale.ROOT,
                    "| geometric mean | %d | %.1f | %.1f | | |%n",
                    POINTS[p],
                    Math.exp(logs[0][p]),
                    Math.exp(logs[1][p]));
        }
        // Has every result be used.
        System.err.println("bytes and rows: " + sink);
    }

    private record Figures(double millions, double garbage) {}

    private static Figures best(long points, Runnable round) {
        long warm = THREADS.getCurrentThreadCpuTime();
        while (THREADS.getCurrentThreadCpuTime() - warm < NANOS) {
            round.run();
        }
        Figures best = new Figures(0, 0);
        for (int run = 0; run < RUNS; run++) {
            long garbage =
                    THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            long start = THREADS.getCurrentThreadCpuTime();
            long rounds = 0;
            long cpu = 0;
            while (cpu < NANOS / RUNS) {
                round.run();
                rounds++;
                cpu = THREADS.getCurrentThreadCpuTime() - start;
            }
            garbage = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - garbage;
            double all = (double) rounds * points;
            if (1000 * all / cpu > best.millions) {
                best = new Figures(1000 * all / cpu, garbage / all);
            }
        }
        return best;
    }

    private static final class Codec {

        private final ColumnEncoder encoder;
        private final ColumnDecoder decoder = new ColumnDecoder(ColumnLimits.DEFAULT);
        private final Columns into;
        private final List<Series.Batch> batches;
        private final byte[][] encoded;
        private final long points;

        Codec(Series series, int pointsPerBatch) {
            encoder = new ColumnEncoder(series.schema());
            into = new Columns(series.schema());
            List<Series.Batch> all = series.batches(pointsPerBatch);
            batches = all.subList(0, Math.min(all.size(), Math.max(1, 16_384 / pointsPerBatch)));
            encoded = new byte[batches.size()][];
            long count = 0;
            for (int i = 0; i < encoded.length; i++) {
                encoded[i] = encoder.encode(batches.get(i).columns);
                count += batches.get(i).points;
            }
            points = count;
        }

        void encode() {
            for (Series.Batch batch : batches) {
                sink += encoder.encode(batch.columns).length;
            }
        }

        void decode() {
            for (byte[] batch : encoded) {
                decoder.decode(batch, 0, batch.length, into);
                sink += into.rows();
            }
        }
    }
}

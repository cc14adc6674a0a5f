/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.benchmarks.log;

import io.dunlin.core.log.LogOptions;
import io.dunlin.core.log.Spool;
import io.dunlin.core.log.SyncPolicy;
import io.dunlin.core.rim.FileStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Appends records to a spool, forced in groups, and prints durable appends per second and how many bytes the process had
 * the disk write for each byte of payload (Linux counts them in whole pages in {@code /proc/self/io}).
 *
 * <p>Arguments: a directory on the disk to measure, seconds per line. Each line is the median of three runs. Beside it
 * stands the number of bare write-and-force cycles of the same bytes per second, which no log can beat.
 */
public final class SpoolBenchmark {

    private static final int RECORD_BYTES = 200;
    private static final int RUNS = 3;

    private SpoolBenchmark() {}

    private record Figures(double appendsPerSecond, double bytesPerPayloadByte) {}

    /**
     * Runs the benchmark.
     *
     * @param arguments the directory and the seconds per line
     * @throws IOException if the disk fails
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("usage: SpoolBenchmark DIRECTORY SECONDS");
            System.exit(2);
        }
        Path directory = Path.of(arguments[0]);
        long nanos = (long) (Double.parseDouble(arguments[1]) * 1e9);
        System.out.println(
                "records of " + RECORD_BYTES + " bytes, segments of 16 MiB, in " + directory.toAbsolutePath());
        System.out.println(
                "| group | durable appends/s | bare forces of the same bytes, records/s | bytes written per payload byte |");
        System.out.println("|---|---|---|---|");
        measure(directory, 64, nanos / 4);
        for (int group : new int[] {1, 16, 64, 256}) {
            Figures[] runs = new Figures[RUNS];
            for (int run = 0; run < RUNS; run++) {
                runs[run] = measure(directory, group, nanos / RUNS);
            }
            Arrays.sort(runs, Comparator.comparingDouble(Figures::appendsPerSecond));
            Figures median = runs[RUNS / 2];
            System.out.println("| " + group + " | " + Math.round(median.appendsPerSecond()) + " | "
                    + Math.round(bare(directory, group, nanos / RUNS)) + " | "
                    + Math.round(100 * median.bytesPerPayloadByte()) / 100.0 + " |");
        }
    }

    private static Figures measure(Path directory, int group, long nanos) throws IOException {
        Path spoolDirectory = Files.createTempDirectory(Files.createDirectories(directory), "spool");
        LogOptions options =
                LogOptions.GATEWAY.withSync(SyncPolicy.group(group, 0)).withWhenFull(LogOptions.WhenFull.EVICT_OLDEST);
        byte[] payload = new byte[RECORD_BYTES];
        new Random(1).nextBytes(payload);
        try (Spool spool = Spool.open(FileStorage.open(spoolDirectory), options)) {
            long writtenBefore = bytesWritten();
            long start = System.nanoTime();
            long records = 0;
            while (System.nanoTime() - start < nanos) {
                for (int i = 0; i < group; i++) {
                    spool.append(0, payload);
                }
                records += group;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            double written = bytesWritten() - writtenBefore;
            return new Figures(records / seconds, written / (records * RECORD_BYTES));
        } finally {
            deleteTree(spoolDirectory);
        }
    }

    private static double bare(Path directory, int group, long nanos) throws IOException {
        Path bareDirectory = Files.createTempDirectory(directory, "bare");
        byte[] bytes = new byte[group * RECORD_BYTES];
        new Random(1).nextBytes(bytes);
        try (var file = FileStorage.open(bareDirectory).openOrCreate("bare")) {
            file.truncate(16 << 20);
            file.force();
            long start = System.nanoTime();
            long cycles = 0;
            while (System.nanoTime() - start < nanos) {
                file.write(cycles * bytes.length % (8 << 20), bytes, 0, bytes.length);
                file.force();
                cycles++;
            }
            return cycles * group / ((System.nanoTime() - start) / 1e9);
        } finally {
            deleteTree(bareDirectory);
        }
    }

    private static long bytesWritten() throws IOException {
        Path counters = Path.of("/proc/self/io");
        if (!Files.isReadable(counters)) {
            return 0;
        }
        for (String line : Files.readAllLines(counters)) {
            if (line.startsWith("write_bytes: ")) {
                return Long.parseLong(line.substring("write_bytes: ".length()));
            }
        }
        return 0;
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

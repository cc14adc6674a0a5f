/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.benchmarks.ingest;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.dunlin.core.DeviceId;
import io.dunlin.core.StorageWorker;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.fleet.ingest.Ingest;
import io.dunlin.fleet.ingest.Ingested;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.GroupCommit;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Stores batches of many devices through {@link Ingest} in groups as a fleet does, durable before each group is
 * acknowledged, and prints points per second and the CPU time of a million points, that of the database's processes
 * included. A point is one value of one stream.
 *
 * <p>Arguments: a directory on the disk to measure, seconds per line, and optionally a JDBC URL of a PostgreSQL server
 * whose CPU is then not counted; without one an embedded server is started.
 */
public final class IngestBenchmark {

    private static final int DEVICES = 50;
    private static final int GROUP = 64;
    private static final int[] ROWS = {1, 16, 60, 256};

    private IngestBenchmark() {}

    /**
     * Runs the benchmark.
     *
     * @param arguments see above
     * @throws IOException if a database fails
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2) {
            System.err.println("usage: IngestBenchmark DIRECTORY SECONDS [JDBC-URL]");
            System.exit(2);
        }
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        long nanos = (long) (Double.parseDouble(arguments[1]) * 1e9);
        System.out.println(DEVICES + " devices, " + Messages.STREAMS + " streams, groups of " + GROUP + " messages");
        System.out.println("| database | rows per message | points/s | messages/s | CPU-s per million points |");
        System.out.println("|---|---|---|---|---|");
        Path file = Files.createTempDirectory(directory, "h2").resolve("fleet");
        try (Database database = Database.h2(file)) {
            run("H2", database, nanos);
        }
        if (arguments.length > 2) {
            run("PostgreSQL", arguments[2], nanos);
            return;
        }
        Path data = Files.createTempDirectory(directory, "pg");
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start()) {
            run("PostgreSQL", server.getJdbcUrl("postgres", "postgres"), nanos);
        }
    }

    private static void run(String name, String url, long nanos) throws IOException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(4);
        try (HikariDataSource pool = new HikariDataSource(config);
                Database database = Database.of(pool)) {
            run(name, database, nanos);
        }
    }

    private static void run(String name, Database database, long nanos) throws IOException {
        for (int rows : ROWS) {
            // The first run warms up, and has the tables hold something.
            measure(name, database, rows, nanos, "warm-" + rows + "-");
            Line line = measure(name, database, rows, nanos, "run-" + rows + "-");
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %.0f | %.0f | %.2f |%n",
                    name,
                    rows,
                    line.points / line.seconds,
                    line.messages / line.seconds,
                    1e6 * line.cpu / line.points);
        }
    }

    private record Line(double points, double messages, double seconds, double cpu) {}

    private static Line measure(String name, Database database, int rows, long nanos, String prefix)
            throws IOException {
        Ingest ingest = new Ingest(database, Tenant.DEFAULT, ColumnLimits.DEFAULT);
        Runner runner = new Runner();
        GroupCommit commits = new GroupCommit(database, runner);
        List<Messages> devices = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            Messages device = new Messages(new DeviceId(prefix + i), i, rows);
            ingest.receive(device.device(), device.announcement(), 0);
            devices.add(device);
        }
        double cpuBefore = cpuSeconds();
        long start = System.nanoTime();
        long messages = 0;
        long[] points = new long[1];
        while (System.nanoTime() - start < nanos) {
            for (int i = 0; i < GROUP; i++) {
                Messages device = devices.get((int) (messages++ % DEVICES));
                byte[] message = device.next();
                commits.submit(
                        db -> {
                            Ingested ingested = ingest.receive(device.device(), message, 0);
                            return () -> points[0] += ingested.values();
                        },
                        cause -> {
                            throw new IllegalStateException(name, cause);
                        });
            }
            runner.run();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Line(points[0], messages, seconds, cpuSeconds() - cpuBefore);
    }

    /** The CPU time of this process and all that it started. */
    private static double cpuSeconds() {
        Duration total = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        for (ProcessHandle child : ProcessHandle.current().descendants().toList()) {
            total = total.plus(child.info().totalCpuDuration().orElse(Duration.ZERO));
        }
        return total.toNanos() / 1e9;
    }

    /** Does jobs on this thread. */
    private static final class Runner implements StorageWorker {

        private final ArrayDeque<Runnable> jobs = new ArrayDeque<>();

        @Override
        public <T> void submit(Job<T> job, Report<? super T> report) {
            jobs.add(() -> {
                T result;
                try {
                    result = job.run();
                } catch (Exception e) {
                    report.failed(e);
                    return;
                }
                report.done(result);
            });
        }

        void run() {
            while (!jobs.isEmpty()) {
                jobs.remove().run();
            }
        }
    }
}

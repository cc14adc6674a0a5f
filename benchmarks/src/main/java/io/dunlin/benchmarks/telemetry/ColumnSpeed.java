/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.benchmarks.telemetry;

import io.dunlin.core.telemetry.ColumnDecoder;
import io.dunlin.core.telemetry.ColumnEncoder;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.Columns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Points per second through the column codec, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class ColumnSpeed {

    private static final int POINTS = 8192;

    /** The file, in the folder that the samples ship. */
    @Param({"nab_machine_temp.csv", "yacht_nmea0183.csv"})
    public String file = "";

    /** Points per batch. */
    @Param({"60", "1024"})
    public int points;

    private List<Series.Batch> batches = List.of();
    private byte[][] encoded = {};

    @SuppressWarnings("NullAway.Init")
    private ColumnEncoder encoder;

    @SuppressWarnings("NullAway.Init")
    private Columns into;

    private final ColumnDecoder decoder = new ColumnDecoder(ColumnLimits.DEFAULT);

    /**
     * Reads the file and encodes it once.
     *
     * @throws IOException if it is not there
     */
    @Setup
    public void setUp() throws IOException {
        Series series = Series.read(Path.of(System.getProperty(
                        "dunlin.telemetry", "samples/src/main/resources/io/dunlin/samples/telemetry"))
                .resolve(file));
        encoder = new ColumnEncoder(series.schema());
        into = new Columns(series.schema());
        batches = series.batches(points).subList(0, POINTS / points);
        encoded = new byte[batches.size()][];
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = encoder.encode(batches.get(i).columns);
        }
    }

    /**
     * Encodes about {@value #POINTS} points.
     *
     * @return something that depends on all
     */
    @Benchmark
    @OperationsPerInvocation(POINTS)
    public int encode() {
        int bytes = 0;
        for (Series.Batch batch : batches) {
            bytes += encoder.encode(batch.columns).length;
        }
        return bytes;
    }

    /**
     * Decodes about {@value #POINTS} points.
     *
     * @return something that depends on all
     */
    @Benchmark
    @OperationsPerInvocation(POINTS)
    public int decode() {
        int rows = 0;
        for (byte[] batch : encoded) {
            decoder.decode(batch, 0, batch.length, into);
            rows += into.rows();
        }
        return rows;
    }
}

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Prints how many bytes a point takes, by file and points per message: the encoded columns with their times, without the
 * message around them. Every batch is decoded again and compared bit for bit. A point is one value of one stream.
 */
public final class BytesPerPoint {

    private static final int[] SIZES = {1, 16, 60, 256, 1024};
    private static final String SHIPPED = "samples/src/main/resources/io/dunlin/samples/telemetry";

    private BytesPerPoint() {}

    /**
     * Runs it.
     *
     * @param args CSV files or folders of them; none for the two that the samples ship, from the root of the project
     * @throws IOException if one cannot be read
     */
    public static void main(String[] args) throws IOException {
        StringBuilder table = new StringBuilder("| file |");
        for (int size : SIZES) {
            table.append(' ').append(size).append(" |");
        }
        table.append("\n|---|").append("---|".repeat(SIZES.length)).append('\n');
        double[] logs = new double[SIZES.length];
        List<Path> files = files(args);
        for (Path file : files) {
            Series series = Series.read(file);
            table.append("| ").append(file.getFileName()).append(" |");
            for (int i = 0; i < SIZES.length; i++) {
                double bytes = bytesPerPoint(series, SIZES[i]);
                logs[i] += Math.log(bytes);
                table.append(String.format(Locale.ROOT, " %.2f |", bytes));
            }
            table.append('\n');
        }
        table.append("| geometric mean |");
        for (double log : logs) {
            table.append(String.format(Locale.ROOT, " %.2f |", Math.exp(log / files.size())));
        }
        System.out.println(table);
    }

    private static List<Path> files(String[] args) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String arg : args.length == 0 ? new String[] {SHIPPED} : args) {
            Path path = Path.of(arg);
            if (Files.isDirectory(path)) {
                try (var list = Files.list(path)) {
                    list.filter(file -> file.toString().endsWith(".csv"))
                            .sorted()
                            .forEach(files::add);
                }
            } else {
                files.add(path);
            }
        }
        return files;
    }

    private static double bytesPerPoint(Series series, int size) {
        ColumnEncoder encoder = new ColumnEncoder(series.schema());
        ColumnDecoder decoder = new ColumnDecoder(ColumnLimits.DEFAULT);
        Columns back = new Columns(series.schema());
        long bytes = 0;
        long points = 0;
        for (Series.Batch batch : series.batches(size)) {
            byte[] encoded = encoder.encode(batch.columns);
            decoder.decode(encoded, 0, encoded.length, back);
            requireSame(batch.columns, back);
            bytes += encoded.length;
            points += batch.points;
        }
        return (double) bytes / points;
    }

    private static void requireSame(Columns expected, Columns actual) {
        int rows = expected.rows();
        boolean same = rows == actual.rows() && Arrays.equals(expected.times(), 0, rows, actual.times(), 0, rows);
        for (int c = 0; same && c < expected.schema().streams().size(); c++) {
            for (int i = 0; i < rows; i++) {
                same &= expected.column(c).isPresent(i) == actual.column(c).isPresent(i)
                        && Double.doubleToRawLongBits(expected.column(c).doubles()[i])
                                == Double.doubleToRawLongBits(actual.column(c).doubles()[i]);
            }
        }
        if (!same) {
            throw new IllegalStateException("what was decoded is not what was encoded");
        }
    }
}

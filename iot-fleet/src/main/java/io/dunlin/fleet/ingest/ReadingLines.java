/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.telemetry.Column;
import io.dunlin.core.telemetry.Columns;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The values of a batch that go to one column of the table {@code reading}, in parallel arrays. */
final class ReadingLines {

    /** The width of the column for text; longer text goes to the column for bytes, as UTF-8. */
    private static final int MAX_TEXT = 4096;

    /** A column of the table. */
    enum Kind {
        NUMBER("number_value", "float8"),
        INTEGER("integer_value", "int8"),
        TEXT("text_value", "varchar"),
        BYTES("bytes_value", "bytea");

        private final String column;
        private final String type;

        Kind(String column, String type) {
            this.column = column;
            this.type = type;
        }

        String column() {
            return column;
        }

        /** Returns PostgreSQL's name of the type. */
        String type() {
            return type;
        }
    }

    private final Kind kind;
    private long[] series = new long[0];
    private long[] times = new long[0];
    private int[] rows = new int[0];
    private double[] numbers = new double[0];
    private long[] integers = new long[0];
    private Object[] objects = new Object[0];
    private int count;

    private ReadingLines(Kind kind) {
        this.kind = kind;
    }

    /** Collects the lines of one kind. */
    static ReadingLines of(Kind kind, Columns columns, long[] seriesIds) {
        ReadingLines lines = new ReadingLines(kind);
        for (int s = 0; s < seriesIds.length; s++) {
            Column column = columns.column(s);
            switch (column.type()) {
                case DOUBLE -> lines.take(kind == Kind.NUMBER, columns, column, seriesIds[s]);
                case LONG, BOOLEAN -> lines.take(kind == Kind.INTEGER, columns, column, seriesIds[s]);
                case STRING -> lines.takeText(columns, column, seriesIds[s]);
                case BYTES -> lines.take(kind == Kind.BYTES, columns, column, seriesIds[s]);
            }
        }
        lines.trim();
        return lines;
    }

    private void take(boolean mine, Columns columns, Column column, long id) {
        if (!mine) {
            return;
        }
        grow(columns.rows());
        for (int row = 0; row < columns.rows(); row++) {
            if (column.isPresent(row)) {
                switch (kind) {
                    case NUMBER -> numbers[count] = column.doubles()[row];
                    case INTEGER -> integers[count] = column.longs()[row];
                    case TEXT, BYTES -> objects[count] = column.blobs()[row];
                }
                place(id, columns.times()[row], row);
            }
        }
    }

    private void takeText(Columns columns, Column column, long id) {
        if (kind != Kind.TEXT && kind != Kind.BYTES) {
            return;
        }
        grow(columns.rows());
        for (int row = 0; row < columns.rows(); row++) {
            if (column.isPresent(row)) {
                byte[] utf8 = column.blobs()[row];
                String text = new String(utf8, StandardCharsets.UTF_8);
                // PostgreSQL takes no NUL in text.
                boolean fits = text.length() <= MAX_TEXT && text.indexOf('\0') < 0;
                if (fits == (kind == Kind.TEXT)) {
                    objects[count] = fits ? text : utf8;
                    place(id, columns.times()[row], row);
                }
            }
        }
    }

    private void place(long id, long time, int row) {
        series[count] = id;
        times[count] = time;
        rows[count++] = row;
    }

    private void grow(int more) {
        resize(count + more);
    }

    private void trim() {
        resize(count);
    }

    private void resize(int length) {
        series = Arrays.copyOf(series, length);
        times = Arrays.copyOf(times, length);
        rows = Arrays.copyOf(rows, length);
        switch (kind) {
            case NUMBER -> numbers = Arrays.copyOf(numbers, length);
            case INTEGER -> integers = Arrays.copyOf(integers, length);
            case TEXT -> objects = Arrays.copyOf(objects, length);
            // PostgreSQL's driver looks at the type of the array.
            case BYTES -> objects = Arrays.copyOf(objects, length, byte[][].class);
        }
    }

    Kind kind() {
        return kind;
    }

    int count() {
        return count;
    }

    long[] series() {
        return series;
    }

    long[] times() {
        return times;
    }

    int[] rows() {
        return rows;
    }

    double[] numbers() {
        return numbers;
    }

    long[] integers() {
        return integers;
    }

    Object[] objects() {
        return objects;
    }
}

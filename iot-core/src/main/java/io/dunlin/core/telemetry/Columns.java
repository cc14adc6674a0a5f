/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of one schema, stored by column in arrays that are used again. One thread at a time. */
public final class Columns {

    private final Schema schema;
    private final List<Column> columns;
    private long[] times = new long[0];
    private int rows;

    /**
     * Creates an empty table.
     *
     * @param schema the streams, one column each
     */
    public Columns(Schema schema) {
        this.schema = schema;
        List<Column> list = new ArrayList<>();
        for (Stream stream : schema.streams()) {
            list.add(new Column(stream.type()));
        }
        columns = List.copyOf(list);
    }

    /**
     * Returns the streams.
     *
     * @return the schema
     */
    public Schema schema() {
        return schema;
    }

    /**
     * Returns how many rows there are.
     *
     * @return at least 0
     */
    public int rows() {
        return rows;
    }

    /**
     * Returns the time of each row, in milliseconds since 1970. The array may be longer than the rows and is used again.
     *
     * @return the times in the order of the rows, which need not be ascending
     */
    public long[] times() {
        return times;
    }

    /**
     * Returns a column.
     *
     * @param stream the stream's place in the schema
     * @return its values
     */
    public Column column(int stream) {
        return columns.get(stream);
    }

    /**
     * Adds a row at the end.
     *
     * @param row a row of an equal schema
     */
    public void add(Row row) {
        if (!row.schema().equals(schema)) {
            throw new IllegalArgumentException(
                    "the row is of schema " + row.schema().id() + ", the columns of " + schema.id());
        }
        int at = rows;
        resize(at + 1);
        times[at] = row.timeMillis();
        for (int i = 0; i < columns.size(); i++) {
            if (row.isPresent(i)) {
                columns.get(i).set(at, row, i);
            }
        }
    }

    /** Removes all rows. */
    public void clear() {
        for (Column column : columns) {
            column.clear(0, rows);
        }
        rows = 0;
    }

    /** How many bytes of text and uninterpreted bytes the oldest rows refer to. */
    long blobBytes(int count) {
        long bytes = 0;
        for (Column column : columns) {
            if (column.type() == StreamType.STRING || column.type() == StreamType.BYTES) {
                for (int i = 0; i < count; i++) {
                    bytes += column.blobs()[i].length;
                }
            }
        }
        return bytes;
    }

    /** Removes the oldest rows. */
    void dropFirst(int count) {
        for (Column column : columns) {
            column.dropBefore(count, rows);
            column.clear(rows - count, rows);
        }
        System.arraycopy(times, count, times, 0, rows - count);
        rows -= count;
    }

    /** Sets the number of rows; the new ones are empty. */
    void resize(int count) {
        times = grow(times, count);
        for (Column column : columns) {
            column.reserve(count);
        }
        rows = count;
    }

    static long[] grow(long[] array, int length) {
        return array.length >= length ? array : Arrays.copyOf(array, Math.max(length, array.length * 2));
    }

    static double[] grow(double[] array, int length) {
        return array.length >= length ? array : Arrays.copyOf(array, Math.max(length, array.length * 2));
    }

    static byte[][] grow(byte[][] array, int length) {
        return array.length >= length ? array : Arrays.copyOf(array, Math.max(length, array.length * 2));
    }
}

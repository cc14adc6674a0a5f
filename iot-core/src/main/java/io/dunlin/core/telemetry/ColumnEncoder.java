/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import java.util.Arrays;

/**
 * Writes rows as compressed columns, losslessly for every bit pattern; the format is in {@code docs/wire.md}. Every
 * result stands alone: {@link ColumnDecoder} needs nothing but the schema. It carries no checksum; the record or message
 * around it does. Keeps working memory of about 40 bytes per row of the largest batch. One thread at a time.
 */
public final class ColumnEncoder {

    /** The version of the format that is written. */
    static final int VERSION = 1;

    private final Schema schema;
    private final int[] places;
    private final BitWriter out = new BitWriter();
    private final Integers integers = new Integers();
    private final Toggles toggles = new Toggles();
    private final Toggles exceptions = new Toggles();
    private final Times times = new Times(integers);
    private final Doubles doubles = new Doubles(integers, exceptions);
    private final Blobs blobs = new Blobs(integers);
    private double[] denseDoubles = new double[0];
    private long[] denseLongs = new long[0];
    private byte[][] denseBlobs = new byte[0][];

    /**
     * Creates an encoder for all batches of a schema. It remembers between batches how many decimal places a stream has,
     * for speed only.
     *
     * @param schema the streams
     */
    public ColumnEncoder(Schema schema) {
        this.schema = schema;
        places = new int[schema.streams().size()];
        Arrays.fill(places, -1);
    }

    /**
     * Encodes all rows.
     *
     * @param columns at least one row, of the encoder's schema
     * @return the encoded rows
     */
    public byte[] encode(Columns columns) {
        return encode(columns, columns.rows());
    }

    /** Encodes the first rows. */
    byte[] encode(Columns columns, int rows) {
        if (rows == 0 || !columns.schema().equals(schema)) {
            throw new IllegalArgumentException("cannot encode " + rows + " rows of schema "
                    + columns.schema().id() + " as schema " + schema.id());
        }
        out.clear();
        out.put(VERSION, 3);
        // Two flags, not used by this version: predicted from an acknowledged batch, deflated.
        out.put(0, 2);
        out.put(rows == 1 ? 0 : 1, 1);
        if (rows > 1) {
            out.number(rows - 2);
        }
        times.write(out, columns.times(), rows);
        for (int i = 0; i < places.length; i++) {
            Column column = columns.column(i);
            int count = writePresence(column, rows);
            if (count > 0) {
                writeValues(i, column, rows, count);
            }
        }
        return out.finish();
    }

    private int writePresence(Column column, int rows) {
        int count = 0;
        for (int i = 0; i < rows; i++) {
            boolean present = column.isPresent(i);
            toggles.set(i, present);
            count += present ? 1 : 0;
        }
        out.put(count == rows ? 1 : 0, 1);
        if (count < rows && rows > 1) {
            toggles.write(out, rows);
        }
        return count;
    }

    private void writeValues(int stream, Column column, int rows, int count) {
        switch (column.type()) {
            case DOUBLE ->
                places[stream] =
                        doubles.write(out, dense(column, column.doubles(), rows, count), count, places[stream]);
            case LONG -> integers.write(out, dense(column, column.longs(), rows, count), count);
            case BOOLEAN -> {
                long[] flags = dense(column, column.longs(), rows, count);
                for (int i = 0; i < count; i++) {
                    toggles.set(i, flags[i] != 0);
                }
                toggles.write(out, count);
            }
            case STRING, BYTES -> blobs.write(out, dense(column, column.blobs(), rows, count), count);
        }
    }

    private double[] dense(Column column, double[] values, int rows, int count) {
        if (count == rows) {
            return values;
        }
        denseDoubles = Columns.grow(denseDoubles, count);
        for (int i = 0, next = 0; i < rows; i++) {
            if (column.isPresent(i)) {
                denseDoubles[next++] = values[i];
            }
        }
        return denseDoubles;
    }

    private long[] dense(Column column, long[] values, int rows, int count) {
        if (count == rows) {
            return values;
        }
        denseLongs = Columns.grow(denseLongs, count);
        for (int i = 0, next = 0; i < rows; i++) {
            if (column.isPresent(i)) {
                denseLongs[next++] = values[i];
            }
        }
        return denseLongs;
    }

    private byte[][] dense(Column column, byte[][] values, int rows, int count) {
        if (count == rows) {
            return values;
        }
        denseBlobs = Columns.grow(denseBlobs, count);
        for (int i = 0, next = 0; i < rows; i++) {
            if (column.isPresent(i)) {
                denseBlobs[next++] = values[i];
            }
        }
        return denseBlobs;
    }
}

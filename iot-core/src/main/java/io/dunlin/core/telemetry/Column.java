/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import java.util.Arrays;

/**
 * The values of one stream, one place per row. Where {@link #isPresent} is false the place holds zero or nothing. The
 * arrays are the column's own, may be longer than the rows, and are used again. One thread at a time.
 */
public final class Column {

    private static final byte[] NOTHING = {};

    private final StreamType type;
    private boolean[] present = new boolean[0];
    private double[] doubles = new double[0];
    private long[] longs = new long[0];
    private byte[][] blobs = new byte[0][];

    Column(StreamType type) {
        this.type = type;
    }

    /**
     * Returns what the values are.
     *
     * @return the stream's type
     */
    public StreamType type() {
        return type;
    }

    /**
     * Tells whether a row has a value of this stream.
     *
     * @param row the row, from 0
     * @return whether there is one
     */
    public boolean isPresent(int row) {
        return present[row];
    }

    /**
     * Returns the values of a {@link StreamType#DOUBLE} column.
     *
     * @return one value per row
     */
    public double[] doubles() {
        require(type == StreamType.DOUBLE);
        return doubles;
    }

    /**
     * Returns the values of a {@link StreamType#LONG} column, or of a {@link StreamType#BOOLEAN} column as 0 and 1.
     *
     * @return one value per row
     */
    public long[] longs() {
        require(type == StreamType.LONG || type == StreamType.BOOLEAN);
        return longs;
    }

    /**
     * Returns the values of a {@link StreamType#BYTES} column, or of a {@link StreamType#STRING} column in UTF-8. Equal
     * values may be one array; do not change it.
     *
     * @return one value per row
     */
    public byte[][] blobs() {
        require(type == StreamType.STRING || type == StreamType.BYTES);
        return blobs;
    }

    private void require(boolean fits) {
        if (!fits) {
            throw new IllegalStateException("a column of type " + type + " has no such values");
        }
    }

    boolean[] present() {
        return present;
    }

    void reserve(int rows) {
        if (present.length >= rows) {
            return;
        }
        int capacity = Math.max(rows, present.length * 2);
        present = Arrays.copyOf(present, capacity);
        switch (type) {
            case DOUBLE -> doubles = Arrays.copyOf(doubles, capacity);
            case LONG, BOOLEAN -> longs = Arrays.copyOf(longs, capacity);
            case STRING, BYTES -> {
                int before = blobs.length;
                blobs = Arrays.copyOf(blobs, capacity);
                Arrays.fill(blobs, before, capacity, NOTHING);
            }
        }
    }

    void clear(int from, int to) {
        Arrays.fill(present, from, to, false);
        switch (type) {
            case DOUBLE -> Arrays.fill(doubles, from, to, 0);
            case LONG, BOOLEAN -> Arrays.fill(longs, from, to, 0);
            case STRING, BYTES -> Arrays.fill(blobs, from, to, NOTHING);
        }
    }

    /** Takes over one value of a row that has one. */
    void set(int at, Row row, int stream) {
        present[at] = true;
        switch (type) {
            case DOUBLE -> doubles[at] = row.number(stream);
            case LONG, BOOLEAN -> longs[at] = row.integer(stream);
            case STRING, BYTES -> blobs[at] = row.blob(stream);
        }
    }

    /** Moves values that stand one after another at the front to the rows that have one. */
    void spread(int count, int rows) {
        for (int i = rows - 1, next = count; i >= 0; i--) {
            int from = present[i] ? --next : -1;
            switch (type) {
                case DOUBLE -> doubles[i] = from < 0 ? 0 : doubles[from];
                case LONG, BOOLEAN -> longs[i] = from < 0 ? 0 : longs[from];
                case STRING, BYTES -> blobs[i] = from < 0 ? NOTHING : blobs[from];
            }
        }
    }

    /** Moves the rows from {@code first} to the front. */
    void dropBefore(int first, int rows) {
        move(present, first, rows);
        switch (type) {
            case DOUBLE -> move(doubles, first, rows);
            case LONG, BOOLEAN -> move(longs, first, rows);
            case STRING, BYTES -> move(blobs, first, rows);
        }
    }

    private static void move(Object array, int first, int rows) {
        System.arraycopy(array, first, array, 0, rows - first);
    }
}

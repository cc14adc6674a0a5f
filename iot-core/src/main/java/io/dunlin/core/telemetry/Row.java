/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import io.dunlin.core.Utf8;
import java.util.Arrays;

/**
 * The values that a device read at one time: a slip that is filled in, offered, and filled in again, so that offering
 * allocates nothing. One thread at a time.
 */
public final class Row {

    private final Schema schema;
    private final boolean[] present;
    private final double[] numbers;
    private final long[] integers;
    private final byte[][] blobs;
    private long timeMillis;
    private int blobBytes;

    /**
     * Creates an empty row.
     *
     * @param schema the streams
     */
    public Row(Schema schema) {
        this.schema = schema;
        int count = schema.streams().size();
        present = new boolean[count];
        numbers = new double[count];
        integers = new long[count];
        blobs = new byte[count][];
    }

    /**
     * Empties the row.
     *
     * @param timeMillis when the values to come were read: wall-clock milliseconds since 1970, any value
     * @return this row
     */
    public Row at(long timeMillis) {
        this.timeMillis = timeMillis;
        Arrays.fill(present, false);
        blobBytes = 0;
        return this;
    }

    /**
     * Sets a value of a {@link StreamType#DOUBLE} stream.
     *
     * @param stream the stream's place in the schema
     * @param value any bit pattern
     * @return this row
     */
    public Row set(int stream, double value) {
        mark(stream, StreamType.DOUBLE);
        numbers[stream] = value;
        return this;
    }

    /**
     * Sets a value of a {@link StreamType#LONG} stream.
     *
     * @param stream the stream's place in the schema
     * @param value any value
     * @return this row
     */
    public Row setLong(int stream, long value) {
        mark(stream, StreamType.LONG);
        integers[stream] = value;
        return this;
    }

    /**
     * Sets a value of a {@link StreamType#BOOLEAN} stream.
     *
     * @param stream the stream's place in the schema
     * @param value the value
     * @return this row
     */
    public Row set(int stream, boolean value) {
        mark(stream, StreamType.BOOLEAN);
        integers[stream] = value ? 1 : 0;
        return this;
    }

    /**
     * Sets a value of a {@link StreamType#STRING} stream.
     *
     * @param stream the stream's place in the schema
     * @param value text without unpaired surrogates
     * @return this row
     */
    public Row set(int stream, String value) {
        byte[] utf8 = Utf8.encode(value);
        mark(stream, StreamType.STRING);
        setBlob(stream, utf8);
        return this;
    }

    /**
     * Sets a value of a {@link StreamType#BYTES} stream.
     *
     * @param stream the stream's place in the schema
     * @param value the bytes, which the caller no longer changes
     * @return this row
     */
    public Row set(int stream, byte[] value) {
        mark(stream, StreamType.BYTES);
        setBlob(stream, value);
        return this;
    }

    private void setBlob(int stream, byte[] value) {
        blobs[stream] = value;
        blobBytes += value.length;
    }

    private void mark(int stream, StreamType type) {
        StreamType declared = schema.streams().get(stream).type();
        if (declared != type) {
            throw new IllegalArgumentException("stream " + stream + " is of type " + declared + ", not " + type);
        }
        if (present[stream]) {
            throw new IllegalStateException("stream " + stream + " already has a value at " + timeMillis);
        }
        present[stream] = true;
    }

    Schema schema() {
        return schema;
    }

    long timeMillis() {
        return timeMillis;
    }

    boolean isPresent(int stream) {
        return present[stream];
    }

    double number(int stream) {
        return numbers[stream];
    }

    long integer(int stream) {
        return integers[stream];
    }

    byte[] blob(int stream) {
        return blobs[stream];
    }

    /** How many bytes of text and uninterpreted bytes the row refers to. */
    int blobBytes() {
        return blobBytes;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/**
 * Gathers rows until a batch is due: by count, size, age, an urgent stream, or the tightest freshness bound of all
 * streams, which then takes everything along, since waking a radio costs more than the bytes. Never blocks and never
 * throws for load. One thread at a time.
 */
public final class Batcher {

    /** What a row and a value take at most in the encoded batch, in bytes, beside text and bytes. */
    private static final int MOST_ROW_BYTES = 16;

    private static final int MOST_VALUE_BYTES = 16;

    private final Schema schema;
    private final BatchPolicy policy;
    private final ColumnEncoder encoder;
    private final Columns columns;
    private final int rowBytes;
    private final long fixedBytes;
    private long blobBytes;
    private long deadlineNanos = Long.MAX_VALUE;
    private long taken;
    private long lost;

    /**
     * Creates an empty batcher.
     *
     * @param schema the streams
     * @param policy when rows become a batch
     */
    public Batcher(Schema schema, BatchPolicy policy) {
        this.schema = schema;
        this.policy = policy;
        fixedBytes = TelemetryWriter.MOST_OVERHEAD_BYTES
                + MOST_ROW_BYTES
                + (long) MOST_VALUE_BYTES * schema.streams().size();
        if (fixedBytes > policy.messageBytes()) {
            throw new IllegalArgumentException("a row of " + schema.streams().size() + " streams may take " + fixedBytes
                    + " bytes, a message holds " + policy.messageBytes());
        }
        encoder = new ColumnEncoder(schema);
        columns = new Columns(schema);
        // A time, and for each stream a value and whether it is there.
        rowBytes = 8 + 9 * schema.streams().size();
    }

    /**
     * Offers a row.
     *
     * @param row the values; may be filled in again afterwards
     * @param nowNanos the monotonic time
     * @return what became of it
     */
    public Offer offer(Row row, long nowNanos) {
        if (fixedBytes + row.blobBytes() > policy.messageBytes()) {
            lost++;
            return Offer.REFUSED;
        }
        int before = columns.rows();
        if (bufferedBytes() + rowBytes + row.blobBytes() > policy.bufferBytes()) {
            if (policy.overflow() == BatchPolicy.Overflow.REFUSE) {
                lost++;
                return Offer.REFUSED;
            }
            makeRoom(rowBytes + row.blobBytes());
        }
        boolean replaced = columns.rows() < before;
        columns.add(row);
        blobBytes += row.blobBytes();
        deadlineNanos = Math.min(deadlineNanos, dueAt(row, nowNanos));
        return replaced ? Offer.REPLACED_OLDEST : Offer.ACCEPTED;
    }

    /** An eighth goes at once, so that the rest is not moved for every row. */
    private void makeRoom(long wanted) {
        while (columns.rows() > 0 && bufferedBytes() + wanted > policy.bufferBytes()) {
            int count = Math.max(1, columns.rows() / 8);
            drop(count);
            lost += count;
        }
    }

    private void drop(int count) {
        blobBytes -= columns.blobBytes(count);
        columns.dropFirst(count);
    }

    private long dueAt(Row row, long nowNanos) {
        if (columns.rows() >= policy.rows() || bufferedBytes() > policy.bufferBytes() / 2) {
            return nowNanos;
        }
        long wait = policy.ageNanos();
        for (int i = 0; i < schema.streams().size(); i++) {
            if (row.isPresent(i)) {
                Stream stream = schema.streams().get(i);
                wait = stream.priority() == Priority.URGENT ? 0 : Math.min(wait, stream.freshnessNanos());
            }
        }
        return wait > Long.MAX_VALUE - Math.max(0, nowNanos) ? Long.MAX_VALUE : nowNanos + wait;
    }

    private long bufferedBytes() {
        return (long) columns.rows() * rowBytes + blobBytes;
    }

    /** Makes the rows that wait due. */
    void flush(long nowNanos) {
        if (columns.rows() > 0) {
            deadlineNanos = nowNanos;
        }
    }

    /**
     * Returns when the next batch is due.
     *
     * @return the monotonic time, {@link Long#MAX_VALUE} if no row waits
     */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /**
     * Returns how many rows wait in memory.
     *
     * @return at least 0
     */
    public int rows() {
        return columns.rows();
    }

    /**
     * Returns how many rows were offered so far, whatever became of them.
     *
     * @return at least 0
     */
    public long offered() {
        return taken + lost + columns.rows();
    }

    /**
     * Returns how many rows were refused or replaced so far.
     *
     * @return at least 0
     */
    public long lost() {
        return lost;
    }

    /**
     * Takes the oldest rows as an encoded batch: all of them if they fit into a message, else a part, and the rest stays
     * due.
     *
     * @return the rows
     * @throws IllegalStateException if no row waits
     */
    public Sealed take() {
        if (columns.rows() == 0) {
            throw new IllegalStateException("no rows wait");
        }
        int count = Math.min(columns.rows(), ColumnLimits.DEFAULT.maxRows());
        byte[] encoded = encoder.encode(columns, count);
        while (encoded.length > policy.messageBytes() - TelemetryWriter.MOST_OVERHEAD_BYTES) {
            // Fits with one row at the latest, since offer checked each row.
            count = Math.max(1, count / 2);
            encoded = encoder.encode(columns, count);
        }
        if (count == columns.rows()) {
            columns.clear();
            blobBytes = 0;
            deadlineNanos = Long.MAX_VALUE;
        } else {
            drop(count);
        }
        taken += count;
        return new Sealed(taken + lost, count, encoded);
    }

    /**
     * Rows that left the batcher.
     *
     * @param offered how many rows were offered up to the last of these, those lost so far included
     * @param rows how many rows these are
     * @param columns the encoded rows
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    public record Sealed(long offered, int rows, byte[] columns) {}
}

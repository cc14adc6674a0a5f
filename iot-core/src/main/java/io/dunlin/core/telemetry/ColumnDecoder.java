/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import io.dunlin.core.DecodeException;
import io.dunlin.core.LimitExceeded;
import io.dunlin.core.Utf8;

/**
 * Reads what {@link ColumnEncoder} wrote, into arrays that are used again. Damage that the checksum around the bytes did
 * not catch ends in a {@link DecodeException} or in wrong values, never in more memory than the limits allow. One thread
 * at a time.
 */
public final class ColumnDecoder {

    private final ColumnLimits limits;
    private final BitReader in = new BitReader();
    private final Integers integers = new Integers();
    private final Toggles toggles = new Toggles();
    private final Toggles exceptions = new Toggles();
    private final Times times = new Times(integers);
    private final Doubles doubles = new Doubles(integers, exceptions);
    private final Blobs blobs = new Blobs(integers);

    /**
     * Creates a decoder for batches of any schema.
     *
     * @param limits what it accepts
     */
    public ColumnDecoder(ColumnLimits limits) {
        this.limits = limits;
    }

    /**
     * Decodes one batch.
     *
     * @param bytes where the batch is
     * @param offset its first byte
     * @param length its length
     * @param into where the rows go, in place of those that are there; its schema must be the one that the batch was
     *     encoded with
     * @throws LimitExceeded if the batch asks for more than the limits allow
     * @throws DecodeException if the batch is damaged or of another version; {@code into} is empty then
     */
    public void decode(byte[] bytes, int offset, int length, Columns into) {
        into.clear();
        int columns = into.schema().streams().size();
        if (columns > limits.maxColumns()) {
            throw new LimitExceeded("maxColumns", limits.maxColumns(), columns, -1);
        }
        if (length > limits.maxBytes()) {
            throw new LimitExceeded("maxBytes", limits.maxBytes(), length, -1);
        }
        in.open(bytes, offset, length);
        boolean whole = false;
        try {
            into.resize(readRows());
            times.read(in, into.times(), into.rows());
            for (int i = 0; i < columns; i++) {
                readColumn(into.column(i), into.rows());
            }
            in.finish();
            whole = true;
        } finally {
            if (!whole) {
                into.clear();
            }
        }
    }

    private int readRows() {
        int version = (int) in.get(3);
        int flags = (int) in.get(2);
        if (version != ColumnEncoder.VERSION || flags != 0) {
            throw in.damaged("columns of version " + version + " with flags " + flags);
        }
        if (!in.flag()) {
            return 1;
        }
        long rows = in.number();
        if (rows < 0 || rows > limits.maxRows() - 2L) {
            throw new LimitExceeded("maxRows", limits.maxRows(), rows + 2, in.position());
        }
        return (int) rows + 2;
    }

    private void readColumn(Column column, int rows) {
        boolean[] present = column.present();
        boolean all = in.flag();
        int count = all ? rows : 0;
        if (!all && rows > 1) {
            count = toggles.read(in, rows);
        }
        for (int i = 0; i < rows; i++) {
            present[i] = all || (rows > 1 && toggles.get(i));
        }
        if (count > 0) {
            readValues(column, count);
            if (count < rows) {
                column.spread(count, rows);
            }
        }
    }

    private void readValues(Column column, int count) {
        switch (column.type()) {
            case DOUBLE -> doubles.read(in, column.doubles(), count);
            case LONG -> integers.read(in, column.longs(), count);
            case BOOLEAN -> {
                toggles.read(in, count);
                for (int i = 0; i < count; i++) {
                    column.longs()[i] = toggles.get(i) ? 1 : 0;
                }
            }
            case BYTES -> blobs.read(in, column.blobs(), count);
            case STRING -> {
                blobs.read(in, column.blobs(), count);
                for (int i = 0; i < count; i++) {
                    byte[] text = column.blobs()[i];
                    if (Utf8.invalidAt(text, 0, text.length) >= 0) {
                        throw in.damaged("text that is not UTF-8");
                    }
                }
            }
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Checksum;
import io.dunlin.core.telemetry.ColumnEncoder;
import io.dunlin.core.telemetry.Columns;
import io.dunlin.core.telemetry.Incarnation;
import io.dunlin.core.telemetry.Priority;
import io.dunlin.core.telemetry.Row;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.SeqRange;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.telemetry.StreamType;
import io.dunlin.core.telemetry.TelemetryWriter;
import io.dunlin.core.telemetry.UpMessage;
import java.util.List;

/** What a device would send. Row {@code i} is of time {@code 1000 + i} and holds {@code i}. */
final class Uplink {

    static final Schema SCHEMA = new Schema(
            1,
            List.of(
                    Stream.ofDouble("t", "Cel", 0),
                    new Stream("n", "", StreamType.LONG, Priority.NORMAL, 0),
                    new Stream("on", "", StreamType.BOOLEAN, Priority.NORMAL, 0),
                    new Stream("s", "", StreamType.STRING, Priority.NORMAL, 0),
                    new Stream("b", "", StreamType.BYTES, Priority.NORMAL, 0)));

    static final Incarnation STORE = new Incarnation(7, 8);

    private final TelemetryWriter writer = new TelemetryWriter(Checksum.crc32c());
    private final Incarnation store;
    private final BootEpoch epoch;
    private long offered;

    Uplink(Incarnation store, long epoch) {
        this.store = store;
        this.epoch = new BootEpoch(epoch);
    }

    byte[] announcement(long seq) {
        return announcement(seq, SCHEMA);
    }

    byte[] announcement(long seq, Schema schema) {
        return writer.write(new UpMessage.Announcement(store, epoch, seq, schema));
    }

    byte[] gap(long from, long to) {
        return writer.write(new UpMessage.Gap(store, epoch, new SeqRange(from, to)));
    }

    /** Counts rows that no message will hold. */
    void lose(int rows) {
        offered += rows;
    }

    /** The next rows, in a message. */
    byte[] batch(long seq, int rows) {
        byte[] columns = columns(offered, rows);
        return batch(seq, rows, columns);
    }

    byte[] batch(long seq, int rows, byte[] columns) {
        return batch(seq, SCHEMA, rows, columns);
    }

    byte[] batch(long seq, Schema schema, int rows, byte[] columns) {
        offered += rows;
        return writer.write(new UpMessage.Batch(store, epoch, seq, schema.ref(), offered, rows, columns));
    }

    static byte[] columns(long first, int rows) {
        Columns columns = new Columns(SCHEMA);
        Row row = new Row(SCHEMA);
        for (long i = first; i < first + rows; i++) {
            columns.add(row.at(1000 + i)
                    .set(0, i + 0.5)
                    .setLong(1, i)
                    .set(2, i % 2 == 0)
                    .set(3, i % 3 == 0 ? "x\0y" : "row " + i)
                    .set(4, new byte[] {(byte) i}));
        }
        return new ColumnEncoder(SCHEMA).encode(columns);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.benchmarks.ingest;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Checksum;
import io.dunlin.core.DeviceId;
import io.dunlin.core.telemetry.ColumnEncoder;
import io.dunlin.core.telemetry.Columns;
import io.dunlin.core.telemetry.Incarnation;
import io.dunlin.core.telemetry.Priority;
import io.dunlin.core.telemetry.Row;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.telemetry.StreamType;
import io.dunlin.core.telemetry.TelemetryWriter;
import io.dunlin.core.telemetry.UpMessage;
import java.util.List;
import java.util.SplittableRandom;

/** The messages of one device: four numbers that wander and one counter, every second. */
final class Messages {

    static final int STREAMS = 5;

    private static final Schema SCHEMA = new Schema(
            1,
            List.of(
                    Stream.ofDouble("temperature", "Cel", 0),
                    Stream.ofDouble("pressure", "Pa", 0),
                    Stream.ofDouble("current", "A", 0),
                    Stream.ofDouble("voltage", "V", 0),
                    new Stream("cycles", "", StreamType.LONG, Priority.NORMAL, 0)));

    private final TelemetryWriter writer = new TelemetryWriter(Checksum.crc32c());
    private final ColumnEncoder encoder = new ColumnEncoder(SCHEMA);
    private final Columns columns = new Columns(SCHEMA);
    private final Row row = new Row(SCHEMA);
    private final BootEpoch epoch = new BootEpoch(1);
    private final DeviceId device;
    private final Incarnation store;
    private final SplittableRandom random;
    private final int rows;
    private final double[] level = {20, 101_325, 3, 230};
    private long seq = 1;
    private long offered;

    Messages(DeviceId device, int number, int rows) {
        this.device = device;
        this.rows = rows;
        store = new Incarnation(number, rows);
        random = new SplittableRandom(number);
    }

    DeviceId device() {
        return device;
    }

    byte[] announcement() {
        return writer.write(new UpMessage.Announcement(store, epoch, seq++, SCHEMA));
    }

    byte[] next() {
        columns.clear();
        for (int i = 0; i < rows; i++) {
            row.at(1_700_000_000_000L + 1000 * offered++);
            for (int s = 0; s < level.length; s++) {
                level[s] += (random.nextInt(21) - 10) / 100.0;
                row.set(s, Math.round(level[s] * 100) / 100.0);
            }
            columns.add(row.setLong(level.length, offered));
        }
        return writer.write(
                new UpMessage.Batch(store, epoch, seq++, SCHEMA.ref(), offered, rows, encoder.encode(columns)));
    }
}

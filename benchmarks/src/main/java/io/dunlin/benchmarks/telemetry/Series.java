/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.benchmarks.telemetry;

import io.dunlin.core.telemetry.Columns;
import io.dunlin.core.telemetry.Row;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of telemetry: a first line of names, then per line the time in milliseconds and a value, or nothing, for each
 * name.
 */
final class Series {

    private final Schema schema;
    private final List<String[]> lines = new ArrayList<>();

    private Series(Schema schema) {
        this.schema = schema;
    }

    static Series read(Path file) throws IOException {
        List<String> all = Files.readAllLines(file);
        List<Stream> streams = new ArrayList<>();
        String[] names = all.get(0).split(",", -1);
        for (int i = 1; i < names.length; i++) {
            streams.add(Stream.ofDouble(names[i], "", Long.MAX_VALUE));
        }
        Series series = new Series(new Schema(1, streams));
        for (String line : all.subList(1, all.size())) {
            series.lines.add(line.split(",", -1));
        }
        return series;
    }

    Schema schema() {
        return schema;
    }

    /** Cuts the series into batches of at least so many points; only the last may have fewer. */
    List<Batch> batches(int points) {
        List<Batch> batches = new ArrayList<>();
        Row row = new Row(schema);
        Batch batch = new Batch(new Columns(schema));
        for (String[] line : lines) {
            row.at(Long.parseLong(line[0]));
            for (int i = 1; i < line.length; i++) {
                if (!line[i].isEmpty()) {
                    row.set(i - 1, Double.parseDouble(line[i]));
                    batch.points++;
                }
            }
            batch.columns.add(row);
            if (batch.points >= points) {
                batches.add(batch);
                batch = new Batch(new Columns(schema));
            }
        }
        if (batch.points > 0) {
            batches.add(batch);
        }
        return batches;
    }

    /** Rows, and how many values they have. */
    static final class Batch {
        final Columns columns;
        int points;

        Batch(Columns columns) {
            this.columns = columns;
        }
    }
}

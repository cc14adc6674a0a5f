/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.telemetry.Row;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.Stream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes rows of boxed values. */
final class Rows {

    private Rows() {}

    static Row of(Schema schema, long atMillis, @Nullable Object... values) {
        List<Stream> streams = schema.streams();
        if (values.length != streams.size()) {
            throw new IllegalArgumentException(
                    "the schema has " + streams.size() + " streams, got " + values.length + " values");
        }
        Row row = new Row(schema).at(atMillis);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value != null) {
                set(row, i, streams.get(i), value);
            }
        }
        return row;
    }

    private static void set(Row row, int index, Stream stream, Object value) {
        boolean whole = value instanceof Long || value instanceof Integer || value instanceof Short;
        switch (stream.type()) {
            case DOUBLE -> {
                if (value instanceof Double || value instanceof Float || value instanceof Integer) {
                    row.set(index, ((Number) value).doubleValue());
                    return;
                }
            }
            case LONG -> {
                if (whole) {
                    row.setLong(index, ((Number) value).longValue());
                    return;
                }
            }
            case BOOLEAN -> {
                if (value instanceof Boolean bit) {
                    row.set(index, bit);
                    return;
                }
            }
            case STRING -> {
                if (value instanceof String text) {
                    row.set(index, text);
                    return;
                }
            }
            case BYTES -> {
                if (value instanceof byte[] bytes) {
                    row.set(index, bytes.clone());
                    return;
                }
            }
        }
        throw new IllegalArgumentException("stream " + stream.name() + " is of type " + stream.type() + ", got a "
                + value.getClass().getName());
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as CBOR: each type has its own, and null stands for no value. */
final class ValueCodec {

    private ValueCodec() {}

    static void write(CborWriter writer, @Nullable Value value) {
        if (value == null) {
            writer.nil();
        } else if (value instanceof Value.Bool bool) {
            writer.bool(bool.value());
        } else if (value instanceof Value.Int number) {
            writer.integer(number.value());
        } else if (value instanceof Value.Real number) {
            writer.float64(number.value());
        } else if (value instanceof Value.Text text) {
            writer.text(text.value());
        } else if (value instanceof Value.Bytes bytes) {
            writer.bytes(bytes.value());
        } else if (value instanceof Value.Array array) {
            writer.array(array.values().size());
            for (Value item : array.values()) {
                write(writer, item);
            }
        }
    }

    static @Nullable Value readNullable(CborReader reader) {
        return reader.tryNil() ? null : read(reader, Value.MAX_DEPTH);
    }

    static Value read(CborReader reader) {
        return read(reader, Value.MAX_DEPTH);
    }

    static int size(Value value) {
        CborWriter writer = new CborWriter();
        write(writer, value);
        return writer.size();
    }

    private static Value read(CborReader reader, int depth) {
        return switch (reader.type()) {
            case BOOL -> Value.of(reader.bool());
            case INTEGER -> Value.of(reader.integer());
            case FLOAT -> real(reader);
            case TEXT -> Value.of(reader.text());
            case BYTES -> Value.of(reader.bytes());
            case ARRAY -> array(reader, depth);
            default -> throw reader.unexpected("no value of a twin: " + reader.type());
        };
    }

    private static Value real(CborReader reader) {
        double value = reader.float64();
        if (Double.isNaN(value) && Double.doubleToRawLongBits(value) != Double.doubleToLongBits(Double.NaN)) {
            throw reader.unexpected("a NaN other than the one that values have");
        }
        return Value.of(value);
    }

    private static Value array(CborReader reader, int depth) {
        if (depth == 0) {
            throw reader.unexpected("arrays are nested more than " + Value.MAX_DEPTH + " deep");
        }
        int count = reader.array();
        List<Value> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(read(reader, depth - 1));
        }
        return Value.of(values);
    }
}

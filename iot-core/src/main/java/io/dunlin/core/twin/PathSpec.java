/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.Utf8;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import org.jspecify.annotations.Nullable;

/**
 * What one path may hold.
 *
 * @param type the type
 * @param writer who writes it
 * @param min the least number, of the same type, or null for no bound
 * @param max the greatest number, of the same type, or null for no bound
 * @param maxLength the most bytes of a text (UTF-8) or byte string, or items of an array; -1 for no bound
 * @param unit the unit of numbers, for people, may be empty
 */
public record PathSpec(
        Value.Type type,
        Writer writer,
        @Nullable Value min,
        @Nullable Value max,
        int maxLength,
        String unit) {

    private static final Value.Type[] TYPES = Value.Type.values();
    private static final Writer[] WRITERS = Writer.values();

    /** Who writes a path. */
    public enum Writer {
        /** The fleet desires, the device obeys and reports what is in force. */
        FLEET(0),
        /** The device reports. */
        DEVICE(1);

        private final int code;

        Writer(int code) {
            this.code = code;
        }

        /**
         * Returns the number on the wire.
         *
         * @return not negative, never given to another
         */
        public int code() {
            return code;
        }
    }

    /** Checks that the bounds go with the type. */
    public PathSpec {
        boolean number = type == Value.Type.INTEGER || type == Value.Type.REAL;
        boolean minFits = min == null || (number && min.type() == type);
        boolean maxFits = max == null || (number && max.type() == type);
        if (!minFits || !maxFits) {
            throw new IllegalArgumentException("the bounds " + min + " and " + max + " do not go with " + type);
        }
        boolean hasLength = type == Value.Type.TEXT || type == Value.Type.BYTES || type == Value.Type.ARRAY;
        if (maxLength < -1 || (maxLength >= 0 && !hasLength)) {
            throw new IllegalArgumentException("the length " + maxLength + " does not go with " + type);
        }
    }

    /**
     * A path that the fleet writes, without bounds.
     *
     * @param type what it holds
     * @return the specification
     */
    public static PathSpec desired(Value.Type type) {
        return new PathSpec(type, Writer.FLEET, null, null, -1, "");
    }

    /**
     * A path that only the device writes, without bounds.
     *
     * @param type what it holds
     * @return the specification
     */
    public static PathSpec reported(Value.Type type) {
        return new PathSpec(type, Writer.DEVICE, null, null, -1, "");
    }

    /**
     * Bounds an integer.
     *
     * @param least the least
     * @param greatest the greatest
     * @return this with the bounds
     */
    public PathSpec between(long least, long greatest) {
        return new PathSpec(type, writer, Value.of(least), Value.of(greatest), maxLength, unit);
    }

    /**
     * Bounds a real number.
     *
     * @param least the least
     * @param greatest the greatest
     * @return this with the bounds
     */
    public PathSpec between(double least, double greatest) {
        return new PathSpec(type, writer, Value.of(least), Value.of(greatest), maxLength, unit);
    }

    /**
     * Bounds a text, byte string or array.
     *
     * @param length the most bytes or items
     * @return this with the bound
     */
    public PathSpec atMost(int length) {
        return new PathSpec(type, writer, min, max, length, unit);
    }

    /**
     * Names the unit.
     *
     * @param name for people, such as {@code Cel} or {@code s}
     * @return this with the unit
     */
    public PathSpec in(String name) {
        return new PathSpec(type, writer, min, max, maxLength, name);
    }

    Refusal check(Value value) {
        if (value.type() != type) {
            return Refusal.WRONG_TYPE;
        }
        if (maxLength >= 0 && length(value) > maxLength) {
            return Refusal.TOO_LONG;
        }
        boolean below = min != null && compare(value, min) < 0;
        boolean above = max != null && compare(value, max) > 0;
        // NaN lies within no bounds.
        boolean unordered = (min != null || max != null) && value.equals(Value.of(Double.NaN));
        return below || above || unordered ? Refusal.OUT_OF_RANGE : Refusal.NONE;
    }

    void write(CborWriter writer) {
        writer.array(6).integer(type.code()).integer(this.writer.code());
        ValueCodec.write(writer, min);
        ValueCodec.write(writer, max);
        writer.integer(maxLength).text(unit);
    }

    static PathSpec read(CborReader reader) {
        reader.array(6);
        Value.Type type = TYPES[(int) reader.integer(0, TYPES.length - 1L)];
        Writer writer = WRITERS[(int) reader.integer(0, WRITERS.length - 1L)];
        Value min = ValueCodec.readNullable(reader);
        Value max = ValueCodec.readNullable(reader);
        int maxLength = (int) reader.integer(-1, Integer.MAX_VALUE);
        String unit = reader.text();
        try {
            return new PathSpec(type, writer, min, max, maxLength, unit);
        } catch (IllegalArgumentException e) {
            throw reader.unexpected(String.valueOf(e.getMessage()));
        }
    }

    private static int compare(Value a, Value b) {
        if (a instanceof Value.Int x && b instanceof Value.Int y) {
            return Long.compare(x.value(), y.value());
        }
        if (a instanceof Value.Real x && b instanceof Value.Real y) {
            // Not Double.compare: -0.0 is not below 0.0.
            return x.value() < y.value() ? -1 : x.value() > y.value() ? 1 : 0;
        }
        throw new IllegalArgumentException("no two numbers of one type: " + a + ", " + b);
    }

    private static int length(Value value) {
        if (value instanceof Value.Text text) {
            return Utf8.length(text.value());
        }
        if (value instanceof Value.Bytes bytes) {
            return bytes.value().length;
        }
        return value instanceof Value.Array array ? array.values().size() : 0;
    }
}

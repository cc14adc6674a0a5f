/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.Utf8;
import java.util.Arrays;
import java.util.List;

/**
 * What a path of a twin holds. There is no null: a path without a value is absent. Types do not mix: the integer 21 and
 * the real 21.0 are two values. An array is one value; it is replaced as a whole. Immutable.
 */
public sealed interface Value {

    /** How deep arrays may be nested. */
    int MAX_DEPTH = 4;

    /** What kinds of values there are. */
    enum Type {
        /** True or false. */
        BOOL(0),
        /** A signed 64-bit integer. */
        INTEGER(1),
        /** An IEEE 754 double; all NaNs are one. */
        REAL(2),
        /** Unicode text. */
        TEXT(3),
        /** Any bytes. */
        BYTES(4),
        /** A list of values, of whatever types. */
        ARRAY(5);

        private final int code;

        Type(int code) {
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

    /**
     * Returns what kind of value this is.
     *
     * @return the type
     */
    Type type();

    /**
     * Makes a value of true or false.
     *
     * @param value which
     * @return the value
     */
    static Value of(boolean value) {
        return new Bool(value);
    }

    /**
     * Makes an integer.
     *
     * @param value any long
     * @return the value
     */
    static Value of(long value) {
        return new Int(value);
    }

    /**
     * Makes a real number.
     *
     * @param value any double
     * @return the value
     */
    static Value of(double value) {
        return new Real(value);
    }

    /**
     * Makes a text.
     *
     * @param value well-formed Unicode
     * @return the value
     */
    static Value of(String value) {
        return new Text(value);
    }

    /**
     * Makes a byte string.
     *
     * @param value copied
     * @return the value
     */
    static Value of(byte[] value) {
        return new Bytes(value);
    }

    /**
     * Makes an array.
     *
     * @param values copied, nested at most {@value #MAX_DEPTH} deep
     * @return the value
     */
    static Value of(List<Value> values) {
        return new Array(values);
    }

    /**
     * True or false.
     *
     * @param value which
     */
    record Bool(boolean value) implements Value {
        @Override
        public Type type() {
            return Type.BOOL;
        }
    }

    /**
     * An integer.
     *
     * @param value any long
     */
    record Int(long value) implements Value {
        @Override
        public Type type() {
            return Type.INTEGER;
        }
    }

    /**
     * A real number. Equality is of bits: 0.0 and -0.0 differ, and NaN equals itself.
     *
     * @param value any double
     */
    record Real(double value) implements Value {
        /** Makes all NaNs one. */
        public Real {
            if (Double.isNaN(value)) {
                value = Double.NaN;
            }
        }

        @Override
        public Type type() {
            return Type.REAL;
        }
    }

    /**
     * A text.
     *
     * @param value well-formed Unicode
     */
    record Text(String value) implements Value {
        /** Checks that the text has an encoding. */
        public Text {
            Utf8.length(value);
        }

        @Override
        public Type type() {
            return Type.TEXT;
        }
    }

    /**
     * A byte string, copied in and out.
     *
     * @param value any bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // copied in and out, and compared by content
    record Bytes(byte[] value) implements Value {
        /** Copies the bytes. */
        public Bytes {
            value = value.clone();
        }

        @Override
        public byte[] value() {
            return value.clone();
        }

        @Override
        public Type type() {
            return Type.BYTES;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that && Arrays.equals(value, that.value);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "Bytes[" + value.length + ']';
        }
    }

    /**
     * A list of values that is replaced as a whole.
     *
     * @param values copied
     */
    record Array(List<Value> values) implements Value {
        /** Copies the list and checks how deep it is. */
        public Array {
            values = List.copyOf(values);
            if (depth(values) > MAX_DEPTH) {
                throw new IllegalArgumentException("arrays are nested more than " + MAX_DEPTH + " deep");
            }
        }

        @Override
        public Type type() {
            return Type.ARRAY;
        }

        private static int depth(List<Value> values) {
            int deepest = 0;
            for (Value value : values) {
                if (value instanceof Array array) {
                    deepest = Math.max(deepest, depth(array.values));
                }
            }
            return deepest + 1;
        }
    }
}

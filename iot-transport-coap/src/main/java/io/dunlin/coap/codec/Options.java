/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

import io.dunlin.core.DecodeException;
import io.dunlin.core.Utf8;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of a message in their encoded form (RFC 7252 section 3.1), found by walking over them when asked for.
 * Immutable as long as nobody changes the array beneath; options of a received message borrow the datagram's array until
 * {@link Message#detached}.
 *
 * <p>Reading follows section 5.4: an elective option of a wrong length counts as absent, and so does each occurrence
 * after the first of an option that is not repeatable.
 */
public final class Options {

    /** No options. */
    public static final Options NONE = new Options(new byte[0], 0, 0);

    private final byte[] bytes;
    private final int start;
    private final int end;

    /** Takes options that are known to be well-formed. */
    Options(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
    }

    /**
     * Starts a set of options.
     *
     * @return an empty builder
     */
    public static OptionsBuilder builder() {
        return new OptionsBuilder();
    }

    /**
     * Starts a set of options from this one.
     *
     * @return a builder that holds these options
     */
    public OptionsBuilder toBuilder() {
        OptionsBuilder builder = new OptionsBuilder();
        for (Cursor cursor = cursor(); cursor.next(); ) {
            builder.addRaw(cursor.number(), cursor.bytes());
        }
        return builder;
    }

    /**
     * Walks over all options in ascending order of their numbers.
     *
     * @return a cursor before the first option
     */
    public Cursor cursor() {
        return new Cursor(bytes, start, end);
    }

    /**
     * Tells whether there are none.
     *
     * @return whether the encoded form is empty
     */
    public boolean isEmpty() {
        return start == end;
    }

    /**
     * Tells whether an option is there with a permitted length.
     *
     * @param option which
     * @return whether reading it gives a value
     */
    public boolean has(Option option) {
        return find(option) != null;
    }

    /**
     * Reads a number.
     *
     * @param option one of format {@link Option.Format#UINT}
     * @param ifAbsent what to return if it is absent
     * @return the number, at least 0
     */
    public long uint(Option option, long ifAbsent) {
        Cursor cursor = find(option);
        return cursor == null ? ifAbsent : cursor.uint();
    }

    /**
     * Reads bytes.
     *
     * @param option which
     * @return a copy of the first value, or null if it is absent
     */
    public byte @Nullable [] opaque(Option option) {
        Cursor cursor = find(option);
        return cursor == null ? null : cursor.bytes();
    }

    /**
     * Reads all values of an option of bytes.
     *
     * @param option which
     * @return copies in their order
     */
    public List<byte[]> opaques(Option option) {
        List<byte[]> values = new ArrayList<>();
        for (Cursor cursor = cursor(); cursor.next() && cursor.number() <= option.number(); ) {
            if (cursor.number() == option.number() && option.accepts(cursor.length())) {
                values.add(cursor.bytes());
            }
        }
        return values;
    }

    /**
     * Reads all values of a text option, but those of an elective one that are not UTF-8.
     *
     * @param option one of format {@link Option.Format#STRING}
     * @return the texts in their order
     */
    public List<String> strings(Option option) {
        List<String> texts = new ArrayList<>();
        for (Cursor cursor = cursor(); cursor.next() && cursor.number() <= option.number(); ) {
            if (cursor.number() == option.number() && option.accepts(cursor.length())) {
                if (Utf8.invalidAt(bytes, cursor.offset, cursor.length) < 0) {
                    texts.add(cursor.string());
                }
            }
        }
        return texts;
    }

    /**
     * Returns the path (RFC 7252 section 6.5) for people and tables.
     *
     * @return a slash before each segment; a slash or percent sign within a segment is percent-encoded
     */
    public String path() {
        StringBuilder path = new StringBuilder();
        for (Cursor cursor = cursor(); cursor.next() && cursor.number() <= Option.URI_PATH.number(); ) {
            if (cursor.number() == Option.URI_PATH.number()) {
                path.append('/').append(cursor.string().replace("%", "%25").replace("/", "%2F"));
            }
        }
        return path.length() == 0 ? "/" : path.toString();
    }

    /** Returns how many bytes the encoded form has. */
    int encodedBytes() {
        return end - start;
    }

    /** Writes the encoded form and returns the position behind it. */
    int writeTo(byte[] into, int at) {
        System.arraycopy(bytes, start, into, at, end - start);
        return at + end - start;
    }

    private @Nullable Cursor find(Option option) {
        int number = option.number();
        for (Cursor cursor = cursor(); cursor.next() && cursor.number() <= number; ) {
            if (cursor.number() == number) {
                return option.accepts(cursor.length()) ? cursor : null;
            }
        }
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Options that) || end - start != that.end - that.start) {
            return false;
        }
        for (int i = 0; i < end - start; i++) {
            if (bytes[start + i] != that.bytes[that.start + i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** Returns the options' numbers and lengths, without their values, which may be secret. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (Cursor cursor = cursor(); cursor.next(); ) {
            text.append(text.length() == 1 ? "" : " ");
            Option option = Option.of(cursor.number());
            text.append(option == null ? Integer.toString(cursor.number()) : option.name());
            text.append(':').append(cursor.length());
        }
        return text.append(']').toString();
    }

    /** A place among well-formed options. One thread; valid as long as the options are. */
    public static final class Cursor {
        private final byte[] bytes;
        private final int end;
        private int number;
        private int offset;
        private int length;

        private Cursor(byte[] bytes, int start, int end) {
            this.bytes = bytes;
            this.end = end;
            this.offset = start;
        }

        /**
         * Goes to the next option.
         *
         * @return whether there is one
         */
        public boolean next() {
            int at = offset + length;
            if (at >= end) {
                return false;
            }
            int head = bytes[at++] & 0xFF;
            int delta = head >> 4;
            int size = head & 15;
            if (delta == 13) {
                delta = 13 + (bytes[at++] & 0xFF);
            } else if (delta == 14) {
                delta = 269 + ((bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF));
                at += 2;
            }
            if (size == 13) {
                size = 13 + (bytes[at++] & 0xFF);
            } else if (size == 14) {
                size = 269 + ((bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF));
                at += 2;
            }
            number += delta;
            offset = at;
            length = size;
            return true;
        }

        /**
         * Returns the option's number.
         *
         * @return 1 to 65535
         */
        public int number() {
            return number;
        }

        /**
         * Returns the value's length.
         *
         * @return bytes
         */
        public int length() {
            return length;
        }

        /**
         * Reads the value.
         *
         * @return a copy
         */
        public byte[] bytes() {
            byte[] value = new byte[length];
            System.arraycopy(bytes, offset, value, 0, length);
            return value;
        }

        /**
         * Reads a number of at most 7 bytes.
         *
         * @return the value, at least 0
         */
        public long uint() {
            long value = 0;
            for (int i = offset; i < offset + length; i++) {
                value = value << 8 | (bytes[i] & 0xFF);
            }
            return value;
        }

        /**
         * Reads text.
         *
         * @return the value
         * @throws DecodeException if it is not UTF-8, which decoding has excluded for the text options that are critical
         */
        public String string() {
            return Utf8.decode(bytes, offset, length);
        }

        /**
         * Compares the value without copying it.
         *
         * @param other what it may be
         * @return whether the value has the same bytes
         */
        public boolean matches(byte[] other) {
            if (length != other.length) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (bytes[offset + i] != other[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}

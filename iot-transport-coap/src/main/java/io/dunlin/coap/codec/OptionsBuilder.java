/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

import io.dunlin.core.Utf8;
import java.util.ArrayList;
import java.util.List;

/** Collects options in any order and encodes them in the order of their numbers. One thread at a time. */
public final class OptionsBuilder {

    private final List<Entry> entries = new ArrayList<>();

    private static final class Entry {
        final int number;
        final byte[] value;

        Entry(int number, byte[] value) {
            this.number = number;
            this.value = value;
        }
    }

    OptionsBuilder() {}

    /**
     * Adds a number in its shortest form.
     *
     * @param option one of format {@link Option.Format#UINT}
     * @param value at least 0
     * @return this
     */
    public OptionsBuilder uint(Option option, long value) {
        if (value < 0 || value >= 1L << 32) {
            throw new IllegalArgumentException(option + " is 0 to 4294967295, got " + value);
        }
        int bytes = value == 0 ? 0 : 8 - Long.numberOfLeadingZeros(value) / 8;
        byte[] encoded = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            encoded[i] = (byte) (value >> (8 * (bytes - 1 - i)));
        }
        return add(option, Option.Format.UINT, encoded);
    }

    /**
     * Adds text.
     *
     * @param option one of format {@link Option.Format#STRING}
     * @param value the text
     * @return this
     */
    public OptionsBuilder string(Option option, String value) {
        return add(option, Option.Format.STRING, Utf8.encode(value));
    }

    /**
     * Adds bytes.
     *
     * @param option one of format {@link Option.Format#OPAQUE}
     * @param value the bytes
     * @return this
     */
    public OptionsBuilder opaque(Option option, byte[] value) {
        return add(option, Option.Format.OPAQUE, value.clone());
    }

    /**
     * Adds an option without a value.
     *
     * @param option one of format {@link Option.Format#EMPTY}
     * @return this
     */
    public OptionsBuilder flag(Option option) {
        return add(option, Option.Format.EMPTY, new byte[0]);
    }

    /**
     * Adds a Uri-Path for each segment of a path.
     *
     * @param path begins with a slash; segments are taken as they are, so a percent sign is one
     * @return this
     */
    public OptionsBuilder path(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with a slash, got \"" + path + "\"");
        }
        for (int from = 1; path.length() > 1 && from <= path.length(); ) {
            int to = path.indexOf('/', from);
            to = to < 0 ? path.length() : to;
            String segment = path.substring(from, to);
            if (segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("a path has no segments \".\" or \"..\", got \"" + path + "\"");
            }
            string(Option.URI_PATH, segment);
            from = to + 1;
        }
        return this;
    }

    /**
     * Adds a block.
     *
     * @param option {@link Option#BLOCK1} or {@link Option#BLOCK2}
     * @param block which
     * @return this
     */
    public OptionsBuilder block(Option option, Block block) {
        return uint(option, block.value());
    }

    /**
     * Adds an option by its number, which this library need not know.
     *
     * @param number 1 to 65535
     * @param value the encoded value
     * @return this
     */
    public OptionsBuilder raw(int number, byte[] value) {
        if (number < 1 || number > 65_535 || value.length > 65_804) {
            throw new IllegalArgumentException("no option has number " + number + " and " + value.length + " bytes");
        }
        return addRaw(number, value.clone());
    }

    /**
     * Takes all occurrences of an option out.
     *
     * @param option which
     * @return this
     */
    public OptionsBuilder without(Option option) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).number == option.number()) {
                entries.remove(i);
            }
        }
        return this;
    }

    OptionsBuilder addRaw(int number, byte[] value) {
        int at = entries.size();
        while (at > 0 && entries.get(at - 1).number > number) {
            at--;
        }
        entries.add(at, new Entry(number, value));
        return this;
    }

    private OptionsBuilder add(Option option, Option.Format format, byte[] value) {
        if (option.format() != format) {
            throw new IllegalArgumentException(option + " holds " + option.format() + ", not " + format);
        }
        if (!option.accepts(value.length)) {
            throw new IllegalArgumentException(option + " has no value of " + value.length + " bytes");
        }
        for (int i = 0; !option.repeatable() && i < entries.size(); i++) {
            if (entries.get(i).number == option.number()) {
                throw new IllegalArgumentException(option + " is not repeatable");
            }
        }
        return addRaw(option.number(), value);
    }

    /**
     * Encodes the options.
     *
     * @return an immutable set
     */
    public Options build() {
        if (entries.isEmpty()) {
            return Options.NONE;
        }
        int size = 0;
        int previous = 0;
        for (Entry entry : entries) {
            size += 1 + extraBytes(entry.number - previous) + extraBytes(entry.value.length) + entry.value.length;
            previous = entry.number;
        }
        byte[] bytes = new byte[size];
        int at = 0;
        previous = 0;
        for (Entry entry : entries) {
            int delta = entry.number - previous;
            int length = entry.value.length;
            bytes[at++] = (byte) (nibble(delta) << 4 | nibble(length));
            at = writeExtra(bytes, at, delta);
            at = writeExtra(bytes, at, length);
            System.arraycopy(entry.value, 0, bytes, at, length);
            at += length;
            previous = entry.number;
        }
        return new Options(bytes, 0, size);
    }

    static int nibble(int value) {
        return value < 13 ? value : value < 269 ? 13 : 14;
    }

    /** Returns how many bytes of length follow a nibble. */
    static int extraOf(int nibble) {
        return nibble == 13 ? 1 : nibble == 14 ? 2 : 0;
    }

    static int extraBytes(int value) {
        return value < 13 ? 0 : value < 269 ? 1 : 2;
    }

    static int writeExtra(byte[] into, int at, int value) {
        if (value >= 269) {
            into[at++] = (byte) ((value - 269) >> 8);
            into[at++] = (byte) (value - 269);
        } else if (value >= 13) {
            into[at++] = (byte) (value - 13);
        }
        return at;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

import io.dunlin.core.LimitExceeded;
import io.dunlin.core.Utf8;
import java.util.Arrays;

/** Reads the heads of items and the strings behind them (RFC 8949 section 3), and refuses all but the shortest forms. */
final class HeadReader {

    private final byte[] bytes;
    private final int start;
    private final int end;
    private final CborLimits limits;
    private int at;
    private int major;
    private int info;
    private long value;

    HeadReader(byte[] bytes, int offset, int length, CborLimits limits) {
        this.bytes = bytes;
        this.start = offset;
        this.end = offset + length;
        this.limits = limits;
        this.at = offset;
    }

    byte[] array() {
        return bytes;
    }

    int position() {
        return at;
    }

    int offset() {
        return at - start;
    }

    int left() {
        return end - at;
    }

    int major() {
        return major;
    }

    /** Returns the additional information of the head just read. */
    int info() {
        return info;
    }

    /** Returns the argument of the head just read; of a float, the bits of the double that it means. */
    long value() {
        return value;
    }

    byte[] copySince(int position) {
        return Arrays.copyOfRange(bytes, position, at);
    }

    CborType type() {
        if (at == end) {
            throw truncated();
        }
        int initial = bytes[at] & 0xFF;
        return switch (initial >> 5) {
            case Major.UNSIGNED, Major.NEGATIVE -> CborType.INTEGER;
            case Major.BYTES -> CborType.BYTES;
            case Major.TEXT -> CborType.TEXT;
            case Major.ARRAY -> CborType.ARRAY;
            case Major.MAP -> CborType.MAP;
            case Major.TAG -> CborType.TAG;
            default -> simpleType(initial & 0x1F);
        };
    }

    /** Reads an initial byte and its argument; {@link #type} has seen that there is one. */
    void next() {
        int itemStart = at;
        int initial = bytes[at++] & 0xFF;
        major = initial >> 5;
        info = initial & 0x1F;
        value = info;
        if (info < Major.ONE_BYTE) {
            return;
        }
        if (info > Major.EIGHT_BYTES) {
            throw badInfo(itemStart);
        }
        int length = 1 << (info - Major.ONE_BYTE);
        if (length > left()) {
            throw truncated();
        }
        value = 0;
        for (int i = 0; i < length; i++) {
            value = (value << 8) | (bytes[at++] & 0xFF);
        }
        if (major == Major.SIMPLE ? !widenShortest() : fitsLess(length)) {
            throw new CborException(
                    CborException.Kind.NOT_DETERMINISTIC, "a shorter form of the same value exists", itemStart - start);
        }
    }

    /** Returns the argument as a count of items of which each takes at least so many bytes. */
    int count(int bytesPerItem) {
        return bounded("maxItems", limits.maxItems(), left() / bytesPerItem);
    }

    String text() {
        int length = passText();
        return Utf8.decode(bytes, at - length, length);
    }

    /** Passes over the string of the head just read and returns its length. */
    int passString() {
        return major == Major.TEXT ? passText() : passBytes();
    }

    CborException error(CborException.Kind kind, String what, int position) {
        return new CborException(kind, what, position - start);
    }

    CborException truncated() {
        return error(CborException.Kind.TRUNCATED, "the message ends too early", at);
    }

    private int passBytes() {
        int length = bounded("maxByteStringBytes", limits.maxByteStringBytes(), left());
        at += length;
        return length;
    }

    private int passText() {
        int length = bounded("maxTextBytes", limits.maxTextBytes(), left());
        int invalid = Utf8.invalidAt(bytes, at, length);
        if (invalid >= 0) {
            throw error(CborException.Kind.MALFORMED, "text that is not UTF-8", invalid);
        }
        at += length;
        return length;
    }

    private int bounded(String limit, int allowed, int present) {
        if (value < 0 || value > allowed) {
            throw new LimitExceeded(limit, allowed, value < 0 ? Long.MAX_VALUE : value, offset());
        }
        if (value > present) {
            throw truncated();
        }
        return (int) value;
    }

    /** Returns whether the argument would have fitted into fewer bytes than it took. */
    private boolean fitsLess(int length) {
        return length == 1 ? value < Major.ONE_BYTE : value >>> (4 * length) == 0;
    }

    /** Widens the float just read and tells whether it was in its shortest form. */
    private boolean widenShortest() {
        if (info == Major.TWO_BYTES) {
            value = Floats.fromHalf(value);
            return true;
        }
        if (info == Major.FOUR_BYTES) {
            value = Floats.fromSingle(value);
            return Floats.toHalf(value) == Floats.NOT_EXACT;
        }
        return Floats.toSingle(value) == Floats.NOT_EXACT;
    }

    private CborType simpleType(int simple) {
        return switch (simple) {
            case Major.FALSE, Major.TRUE -> CborType.BOOL;
            case Major.NULL -> CborType.NIL;
            case Major.TWO_BYTES, Major.FOUR_BYTES, Major.EIGHT_BYTES -> CborType.FLOAT;
            default -> throw error(CborException.Kind.MALFORMED, "a simple value other than false, true and null", at);
        };
    }

    private CborException badInfo(int position) {
        boolean indefinite = info == Major.INDEFINITE && major >= Major.BYTES && major <= Major.MAP;
        return indefinite
                ? error(CborException.Kind.NOT_DETERMINISTIC, "an indefinite length", position)
                : error(CborException.Kind.MALFORMED, "the reserved additional information " + info, position);
    }
}

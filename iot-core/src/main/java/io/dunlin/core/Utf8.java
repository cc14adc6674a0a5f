/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

import java.nio.charset.StandardCharsets;

/**
 * UTF-8 (RFC 3629), strictly: no overlong forms, no surrogates, nothing beyond U+10FFFF. Where the JDK's conversions put
 * a replacement character, these refuse, so two different inputs never become the same text.
 */
public final class Utf8 {

    private Utf8() {}

    /**
     * Looks for bytes that are not UTF-8.
     *
     * @param bytes where the text is
     * @param offset the first byte
     * @param length how many
     * @return the index in {@code bytes} of the first sequence that is not UTF-8, or -1 if all is well
     */
    public static int invalidAt(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            if (bytes[at] >= 0) {
                at++;
                continue;
            }
            int size = sequenceLength(bytes, at, end);
            if (size == 0) {
                return at;
            }
            at += size;
        }
        return -1;
    }

    /**
     * Decodes text.
     *
     * @param bytes where the text is
     * @param offset the first byte
     * @param length how many
     * @return the text
     * @throws DecodeException if the bytes are not UTF-8; its offset is the index in {@code bytes}
     */
    public static String decode(byte[] bytes, int offset, int length) {
        int invalid = invalidAt(bytes, offset, length);
        if (invalid >= 0) {
            throw new DecodeException("not UTF-8", invalid);
        }
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    /**
     * Counts the bytes that a text takes.
     *
     * @param text any text without unpaired surrogates
     * @return the length in bytes
     * @throws IllegalArgumentException if a surrogate is unpaired, or the text takes more than 2 GiB
     */
    public static int length(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                throw new IllegalArgumentException("unpaired surrogate at index " + i);
            }
        }
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the text takes " + bytes + " bytes");
        }
        return (int) bytes;
    }

    /**
     * Encodes text into an array that has room for its {@link #length}.
     *
     * @param text any text without unpaired surrogates
     * @param into where to
     * @param offset the first byte
     * @return the index after the last byte written
     */
    public static int encode(String text, byte[] into, int offset) {
        int at = offset;
        for (int i = 0; i < text.length(); i++) {
            int c = text.charAt(i);
            if (c < 0x80) {
                into[at++] = (byte) c;
            } else if (c < 0x800) {
                into[at++] = (byte) (0xC0 | c >> 6);
                into[at++] = continuation(c);
            } else if (!Character.isSurrogate((char) c)) {
                into[at++] = (byte) (0xE0 | c >> 12);
                into[at++] = continuation(c >> 6);
                into[at++] = continuation(c);
            } else {
                int point = text.codePointAt(i++);
                into[at++] = (byte) (0xF0 | point >> 18);
                into[at++] = continuation(point >> 12);
                into[at++] = continuation(point >> 6);
                into[at++] = continuation(point);
            }
        }
        return at;
    }

    /**
     * Encodes text.
     *
     * @param text any text without unpaired surrogates
     * @return its bytes
     * @throws IllegalArgumentException if a surrogate is unpaired
     */
    public static byte[] encode(String text) {
        byte[] bytes = new byte[length(text)];
        encode(text, bytes, 0);
        return bytes;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    /** Returns the length of the multi-byte sequence at a place, or 0 if it is not one (RFC 3629 section 4). */
    private static int sequenceLength(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xFF;
        int size = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (size == 0 || at + size > end) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int i = at + 2; i < at + size; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return size;
    }
}

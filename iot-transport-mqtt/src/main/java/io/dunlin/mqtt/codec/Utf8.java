/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import java.io.UnsupportedEncodingException;

/**
 * UTF-8 as MQTT 5.0, 1.5.4 wants it: well-formed (no overlong forms, no surrogates, at most U+10FFFF) and without U+0000.
 */
final class Utf8 {

    /** The longest text in bytes: its length is a two-byte integer. */
    static final int MAX_BYTES = 65_535;

    static final int ILL_FORMED = -1;

    /** What {@link #scan} found: a plus or number sign. */
    static final int WILDCARD = 1;

    private Utf8() {}

    /** Checks bytes in one pass; returns {@link #ILL_FORMED}, 0 or {@link #WILDCARD}. */
    static int scan(byte[] bytes, int offset, int length) {
        int found = 0;
        int i = offset;
        int end = offset + length;
        while (i < end) {
            int b = bytes[i++];
            if (b > 0) {
                if (b == '+' || b == '#') {
                    found = WILDCARD;
                }
                continue;
            }
            int size = sequence(bytes, i - 1, end);
            if (size == 0) {
                return ILL_FORMED;
            }
            i += size - 1;
        }
        return found;
    }

    /** Returns the length of the multi-byte sequence that starts at an index, or 0 if it is ill-formed (RFC 3629). */
    private static int sequence(byte[] bytes, int i, int end) {
        int lead = bytes[i] & 0xFF;
        int size = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (size == 0 || i + size > end) {
            return 0;
        }
        int second = bytes[i + 1] & 0xFF;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return 0;
        }
        for (int k = 2; k < size; k++) {
            if ((bytes[i + k] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return size;
    }

    /** Makes text of bytes that {@link #scan} accepted. */
    static String decode(byte[] bytes, int offset, int length) {
        try {
            return new String(bytes, offset, length, "UTF-8");
        } catch (UnsupportedEncodingException e) {
            throw new AssertionError("every Java platform has UTF-8", e);
        }
    }

    /** Returns the number of bytes of a text, or -1 if it has an unpaired surrogate or U+0000. */
    static int length(String text) {
        int chars = text.length();
        int bytes = chars;
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                if (Character.isHighSurrogate(c) && i + 1 < chars && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                    bytes += 2;
                } else if (Character.isSurrogate(c)) {
                    return ILL_FORMED;
                } else {
                    bytes += c < 0x800 ? 1 : 2;
                }
            } else if (c == 0) {
                return ILL_FORMED;
            }
        }
        return bytes;
    }

    /** Writes a text that {@link #length} accepted; returns the index after it. */
    static int write(String text, byte[] to, int offset) {
        int at = offset;
        for (int i = 0; i < text.length(); i++) {
            int c = text.charAt(i);
            if (c < 0x80) {
                to[at++] = (byte) c;
            } else if (c < 0x800) {
                to[at++] = (byte) (0xC0 | (c >> 6));
                to[at++] = (byte) (0x80 | (c & 0x3F));
            } else if (Character.isHighSurrogate((char) c)) {
                int point = Character.toCodePoint((char) c, text.charAt(++i));
                to[at++] = (byte) (0xF0 | (point >> 18));
                to[at++] = (byte) (0x80 | ((point >> 12) & 0x3F));
                to[at++] = (byte) (0x80 | ((point >> 6) & 0x3F));
                to[at++] = (byte) (0x80 | (point & 0x3F));
            } else {
                to[at++] = (byte) (0xE0 | (c >> 12));
                to[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                to[at++] = (byte) (0x80 | (c & 0x3F));
            }
        }
        return at;
    }

    /** Refuses a text that cannot be sent; returns its length in bytes. */
    static int require(String what, String text) {
        int bytes = length(text);
        if (bytes < 0) {
            throw new IllegalArgumentException(what + " holds U+0000 or an unpaired surrogate");
        }
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(what + " is " + bytes + " bytes long, MQTT allows " + MAX_BYTES);
        }
        return bytes;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Strict UTF-8 (RFC 3629) without charsets, which small virtual machines lack. */
final class Utf8 {

    private Utf8() {}

    /** Returns the text, or null if the bytes are not UTF-8: overlong, surrogate, beyond U+10FFFF or cut. */
    static @Nullable String decode(byte[] bytes, int offset, int length) {
        char[] chars = new char[length];
        int count = 0;
        int end = offset + length;
        for (int i = offset; i < end; ) {
            int first = bytes[i++];
            if (first >= 0) {
                chars[count++] = (char) first;
                continue;
            }
            int more = (first & 0xE0) == 0xC0 ? 1 : (first & 0xF0) == 0xE0 ? 2 : (first & 0xF8) == 0xF0 ? 3 : 0;
            if (more == 0 || i + more > end) {
                return null;
            }
            int point = first & (0x3F >> more);
            for (int k = 0; k < more; k++) {
                int next = bytes[i++];
                if ((next & 0xC0) != 0x80) {
                    return null;
                }
                point = point << 6 | (next & 0x3F);
            }
            int least = more == 1 ? 0x80 : more == 2 ? 0x800 : 0x1_0000;
            if (point < least || point > 0x10_FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
                return null;
            }
            if (more == 3) {
                chars[count++] = (char) (0xD7C0 + (point >> 10));
                chars[count++] = (char) (0xDC00 | (point & 0x3FF));
            } else {
                chars[count++] = (char) point;
            }
        }
        return new String(chars, 0, count);
    }

    static byte[] encode(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            int point = text.charAt(i);
            if (point < 0x80) {
                out.write(point);
                continue;
            }
            if (Character.isHighSurrogate((char) point)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                point = Character.toCodePoint((char) point, text.charAt(++i));
            } else if (Character.isSurrogate((char) point)) {
                throw new IllegalArgumentException("a lone surrogate at index " + i + " of an option's text");
            }
            if (point < 0x800) {
                out.write(0xC0 | point >> 6);
            } else {
                if (point < 0x1_0000) {
                    out.write(0xE0 | point >> 12);
                } else {
                    out.write(0xF0 | point >> 18);
                    out.write(0x80 | (point >> 12 & 0x3F));
                }
                out.write(0x80 | (point >> 6 & 0x3F));
            }
            out.write(0x80 | (point & 0x3F));
        }
        return out.toByteArray();
    }
}

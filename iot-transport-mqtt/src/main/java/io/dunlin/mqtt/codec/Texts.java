/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import io.dunlin.core.Utf8;
import java.nio.charset.StandardCharsets;

/** Text as MQTT 5.0, 1.5.4 wants it: well-formed UTF-8, without U+0000, of at most 65 535 bytes. */
final class Texts {

    /** The longest text in bytes: its length is a two-byte integer. */
    static final int MAX_BYTES = 65_535;

    static final int ILL_FORMED = -1;

    /** What {@link #scan} found: a plus or number sign. */
    static final int WILDCARD = 1;

    private Texts() {}

    /** Checks bytes; returns {@link #ILL_FORMED}, 0 or {@link #WILDCARD}. */
    static int scan(byte[] bytes, int offset, int length) {
        int found = 0;
        boolean ascii = true;
        for (int i = offset; i < offset + length; i++) {
            int b = bytes[i];
            if (b == '+' || b == '#') {
                found = WILDCARD;
            } else if (b == 0) {
                return ILL_FORMED;
            } else if (b < 0 && ascii) {
                ascii = false;
                if (Utf8.invalidAt(bytes, i, offset + length - i) >= 0) {
                    return ILL_FORMED;
                }
            }
        }
        return found;
    }

    /** Makes text of bytes that {@link #scan} accepted. */
    static String decode(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    /** Returns the number of bytes of a text, or -1 if it has an unpaired surrogate or U+0000. */
    static int check(String text) {
        if (text.indexOf(0) >= 0) {
            return ILL_FORMED;
        }
        try {
            return Utf8.length(text);
        } catch (IllegalArgumentException e) {
            return ILL_FORMED;
        }
    }

    /** Refuses a text that cannot be sent. */
    static void require(String what, String text) {
        int bytes = check(text);
        if (bytes < 0) {
            throw new IllegalArgumentException(what + " holds U+0000 or an unpaired surrogate");
        }
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(what + " is " + bytes + " bytes long, MQTT allows " + MAX_BYTES);
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

/** Text of the contract, all ASCII, as bytes; the smallest platforms have no character sets. */
final class Ascii {

    private Ascii() {}

    static byte[] bytes(String text) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = text.charAt(i);
            if (c > 0x7F) {
                throw new IllegalArgumentException("not ASCII: \"" + text + '"');
            }
            bytes[i] = (byte) c;
        }
        return bytes;
    }
}

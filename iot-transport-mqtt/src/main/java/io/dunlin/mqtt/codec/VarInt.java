/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/** The variable byte integer (MQTT 5.0, 1.5.5): seven bits a byte, low bits first, at most four bytes, shortest form. */
final class VarInt {

    static final int MAX = 268_435_455;

    private VarInt() {}

    static int length(int value) {
        return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;
    }

    static int write(int value, byte[] to, int offset) {
        int at = offset;
        int rest = value;
        while (rest >= 0x80) {
            to[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[at++] = (byte) rest;
        return at;
    }
}

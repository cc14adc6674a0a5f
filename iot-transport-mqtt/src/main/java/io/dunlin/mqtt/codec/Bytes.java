/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import io.dunlin.core.Utf8;

/** Writes the data types of MQTT 5.0, 1.5. Each method returns the index after what it wrote. */
final class Bytes {

    static final int MAX_BINARY = 65_535;

    private Bytes() {}

    static int writeShort(int value, byte[] to, int at) {
        to[at] = (byte) (value >> 8);
        to[at + 1] = (byte) value;
        return at + 2;
    }

    static int writeInt(int value, byte[] to, int at) {
        writeShort(value >>> 16, to, at);
        return writeShort(value, to, at + 2);
    }

    static int writeText(String text, byte[] to, int at) {
        int end = Utf8.encode(text, to, at + 2);
        writeShort(end - at - 2, to, at);
        return end;
    }

    static int writeBinary(byte[] bytes, byte[] to, int at) {
        writeShort(bytes.length, to, at);
        System.arraycopy(bytes, 0, to, at + 2, bytes.length);
        return at + 2 + bytes.length;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * The three streams that covers make of two images, not yet packed.
 *
 * @param covers lengths and places
 * @param extra the bytes outside
 */
@SuppressWarnings("ArrayRecordComponent") // A holder: never compared, large, and not to be copied.
record Streams(byte[] covers, byte[] extra) {

    static Streams of(byte[] newer, List<Cover> covers) {
        ByteArrayOutputStream map = new ByteArrayOutputStream();
        ByteArrayOutputStream extra = new ByteArrayOutputStream();
        int at = 0;
        int oldAt = 0;
        for (Cover cover : covers) {
            int literal = cover.newAt() - at;
            extra.write(newer, at, literal);
            put(map, literal);
            put(map, cover.length());
            long by = (long) cover.oldAt() - oldAt - literal;
            put(map, (by << 1) ^ (by >> 63));
            at = cover.newAt() + cover.length();
            oldAt = cover.oldAt() + cover.length();
        }
        if (at < newer.length) {
            extra.write(newer, at, newer.length - at);
            put(map, newer.length - at);
            put(map, 0);
        }
        return new Streams(map.toByteArray(), extra.toByteArray());
    }

    private static void put(ByteArrayOutputStream out, long value) {
        long rest = value;
        for (; rest > 0x7F; rest >>>= 7) {
            out.write((int) (rest | 0x80));
        }
        out.write((int) rest);
    }
}

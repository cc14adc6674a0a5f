/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.Checksum;

/**
 * A record as bytes, version 1: length of what follows the checksum (u32, never 0), CRC-32C (u32), type (u8), sequence
 * number (u64), payload; all big-endian. The checksum is over type, number, payload and, last, the length; it starts from
 * that of the segment's first sequence number, so that bytes of another segment are no record here.
 */
final class RecordFormat {

    static final int HEAD = 17;
    static final int AFTER_CRC = 9;
    static final int CRC_AT = 4;
    static final int TYPE_AT = 8;
    static final int SEQ_AT = 9;

    private RecordFormat() {}

    static int size(int payloadBytes) {
        return HEAD + payloadBytes;
    }

    /** Encodes a record; the payload is not copied but expected behind the head already. */
    static void putHead(byte[] into, int at, int type, long seq, int payloadBytes, int seed, Checksum checksum) {
        BigEndian.putInt(into, at, AFTER_CRC + payloadBytes);
        into[at + TYPE_AT] = (byte) type;
        BigEndian.putLong(into, at + SEQ_AT, seq);
        BigEndian.putInt(into, at + CRC_AT, crc(into, at, AFTER_CRC + payloadBytes, seed, checksum));
    }

    static boolean isWhole(byte[] from, int at, int length, int seed, Checksum checksum) {
        return BigEndian.getInt(from, at + CRC_AT) == crc(from, at, length, seed, checksum);
    }

    static int seed(long firstSeq, Checksum checksum) {
        byte[] bytes = new byte[Long.BYTES];
        BigEndian.putLong(bytes, 0, firstSeq);
        return checksum.update(0, bytes, 0, bytes.length);
    }

    private static int crc(byte[] from, int at, int length, int seed, Checksum checksum) {
        int overContent = checksum.update(seed, from, at + TYPE_AT, length);
        return checksum.update(overContent, from, at, CRC_AT);
    }
}

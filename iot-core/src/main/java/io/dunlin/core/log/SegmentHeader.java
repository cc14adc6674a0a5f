/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.Checksum;
import io.dunlin.core.StorageFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The start of a segment file, version 1: {@code "DSEG"}, version (u32), boot epoch, first sequence number, the number
 * after which it follows (u64 each), CRC-32C over all of it (u32), zeros up to byte 64; all big-endian.
 *
 * @param epoch the boot that created the segment and all of its records
 * @param firstSeq no record in it has a smaller number; the file is named after it
 * @param afterSeq the last number that counted when it was created: records of older segments beyond it are void, since
 *     their owner was told that they are not durable
 */
record SegmentHeader(long epoch, long firstSeq, long afterSeq) {

    static final int BYTES = 64;
    static final String SUFFIX = ".seg";

    private static final int MAGIC = 0x44534547;
    private static final int VERSION = 1;
    private static final int CRC_AT = 32;
    private static final int DIGITS = 19;

    static String name(long firstSeq) {
        String digits = Long.toString(firstSeq);
        return "0".repeat(DIGITS - digits.length()) + digits + SUFFIX;
    }

    /** Returns the number that a file is named after, or -1 if it is not named like a segment. */
    static long firstSeqOf(String name) {
        if (name.length() != DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
            return -1;
        }
        long seq = 0;
        for (int i = 0; i < DIGITS; i++) {
            char c = name.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            seq = 10 * seq + (c - '0');
        }
        return seq < 1 ? -1 : seq;
    }

    byte[] encode(Checksum checksum) {
        byte[] bytes = new byte[BYTES];
        BigEndian.putInt(bytes, 0, MAGIC);
        BigEndian.putInt(bytes, 4, VERSION);
        BigEndian.putLong(bytes, 8, epoch);
        BigEndian.putLong(bytes, 16, firstSeq);
        BigEndian.putLong(bytes, 24, afterSeq);
        BigEndian.putInt(bytes, CRC_AT, checksum.update(0, bytes, 0, CRC_AT));
        return bytes;
    }

    /** Reads the header of a file, null if it is damaged. */
    static @Nullable SegmentHeader read(StorageFile file, String name, Checksum checksum) throws IOException {
        byte[] bytes = new byte[BYTES];
        if (file.read(0, bytes, 0, BYTES) < BYTES
                || BigEndian.getInt(bytes, 0) != MAGIC
                || BigEndian.getInt(bytes, CRC_AT) != checksum.update(0, bytes, 0, CRC_AT)) {
            return null;
        }
        int version = BigEndian.getInt(bytes, 4);
        if (version > VERSION) {
            throw new NewerFormatException(name, version, VERSION);
        }
        SegmentHeader header = new SegmentHeader(
                BigEndian.getLong(bytes, 8), BigEndian.getLong(bytes, 16), BigEndian.getLong(bytes, 24));
        boolean sane = header.firstSeq == firstSeqOf(name)
                && header.afterSeq >= 0
                && header.afterSeq < header.firstSeq
                && header.epoch >= 1;
        return sane ? header : null;
    }
}

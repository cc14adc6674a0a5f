/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.Checksum;
import io.dunlin.core.StorageFile;
import java.io.IOException;
import java.util.Arrays;

/**
 * Walks the records of a segment in ascending order. Where bytes are damaged it looks for the next record that is whole
 * and in order; the numbers left out tell what was lost.
 */
final class SegmentScan {

    private final Window window;
    private final Checksum checksum;
    private final int seed;
    private final int maxLength;
    private final long lastAllowed;
    private long position;
    private long seq;
    private long recordStart;
    private int recordIndex;
    private int length;
    private long effort;

    /**
     * Prepares a walk.
     *
     * @param position where a record starts
     * @param after the number before the first that may come
     * @param lastAllowed the last that may come: a later segment says that what follows it does not count
     */
    SegmentScan(StorageFile file, long position, long end, long after, long lastAllowed, int seed, Checksum checksum) {
        this.window = new Window(file, end);
        this.checksum = checksum;
        this.seed = seed;
        this.maxLength = (int) Math.min(end - position, Integer.MAX_VALUE);
        this.lastAllowed = lastAllowed;
        this.position = position;
        this.seq = after;
        // Damage that looks like records all over must not make recovery quadratic.
        this.effort = 4 * (end - position) + maxLength;
    }

    /** Moves to the next record; false if there is none. */
    boolean next() throws IOException {
        while (true) {
            int index = window.load(position, RecordFormat.HEAD);
            if (index < 0) {
                return false;
            }
            if (isRecord(index)) {
                return true;
            }
            if (effort < 0) {
                return false;
            }
            // A record starts with its length, which is not 0: at most three zeros lead.
            position = Math.max(position + 1, window.skipZeros(position) - 3);
        }
    }

    long seq() {
        return seq;
    }

    long recordStart() {
        return recordStart;
    }

    /** Returns where the record ends. */
    long position() {
        return position;
    }

    int type() {
        return window.bytes()[recordIndex + RecordFormat.TYPE_AT] & 0xFF;
    }

    int payloadBytes() {
        return length - RecordFormat.AFTER_CRC;
    }

    byte[] payload() {
        int start = recordIndex + RecordFormat.HEAD;
        return Arrays.copyOfRange(window.bytes(), start, start + payloadBytes());
    }

    private boolean isRecord(int headIndex) throws IOException {
        byte[] head = window.bytes();
        int foundLength = BigEndian.getInt(head, headIndex);
        long foundSeq = BigEndian.getLong(head, headIndex + RecordFormat.SEQ_AT);
        if (foundLength < RecordFormat.AFTER_CRC
                || foundLength > maxLength
                || foundSeq <= seq
                || foundSeq > lastAllowed) {
            return false;
        }
        int index = window.load(position, RecordFormat.TYPE_AT + foundLength);
        if (index < 0) {
            return false;
        }
        if (!RecordFormat.isWhole(window.bytes(), index, foundLength, seed, checksum)) {
            effort -= foundLength;
            return false;
        }
        recordIndex = index;
        recordStart = position;
        length = foundLength;
        seq = foundSeq;
        position += RecordFormat.TYPE_AT + foundLength;
        return true;
    }
}

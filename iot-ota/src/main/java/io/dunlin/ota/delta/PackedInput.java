/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import java.io.EOFException;
import java.io.IOException;

/** Reads one packed stream of a patch in ascending order through a small buffer. */
final class PackedInput {

    static final int BUFFER_BYTES = 256;

    private final PatchSource patch;
    private final long begin;
    private final long end;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    /** The place in the patch that follows the buffered bytes. */
    private long next;

    private int at;
    private int filled;

    PackedInput(PatchSource patch, long begin, long length) {
        this.patch = patch;
        this.begin = begin;
        this.end = begin + length;
        this.next = begin;
    }

    /** Returns how many packed bytes were consumed. */
    long consumed() {
        return next - (filled - at) - begin;
    }

    /** Goes to a place that {@link #consumed} gave before. */
    void seek(long consumed) {
        if (consumed < 0 || consumed > end - begin) {
            throw new IllegalArgumentException("no place " + consumed + " in a stream of " + (end - begin));
        }
        next = begin + consumed;
        at = 0;
        filled = 0;
    }

    boolean atEnd() {
        return at == filled && next == end;
    }

    int read() throws IOException {
        if (at == filled) {
            fill();
        }
        return buffer[at++] & 0xFF;
    }

    void read(byte[] into, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (at == filled) {
                fill();
            }
            int n = Math.min(filled - at, length - done);
            System.arraycopy(buffer, at, into, offset + done, n);
            at += n;
            done += n;
        }
    }

    private void fill() throws IOException {
        if (next == end) {
            throw new PatchRefused(PatchRefused.Reason.BAD_STREAM, "a stream ends before its last byte");
        }
        int n = patch.read(next, buffer, 0, (int) Math.min(buffer.length, end - next));
        if (n <= 0) {
            throw new EOFException("the patch cannot be read at byte " + next);
        }
        at = 0;
        filled = n;
        next += n;
    }
}

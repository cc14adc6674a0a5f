/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.StorageFile;
import java.io.IOException;
import java.util.Arrays;

/** A part of a file in memory that moves along as it is read. */
final class Window {

    private static final int SIZE = 64 << 10;
    private static final byte[] ZEROS = new byte[SIZE];

    private final StorageFile file;
    private final long end;
    private byte[] bytes = new byte[0];
    private long start;
    private int filled;

    Window(StorageFile file, long end) {
        this.file = file;
        this.end = end;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Returns the index in {@link #bytes} of so many bytes of the file, or -1 if it ends before. */
    int load(long position, int length) throws IOException {
        if (position + length > end) {
            return -1;
        }
        if (position < start || position + length > start + filled) {
            int wanted = (int) Math.min(Math.max(length, SIZE), end - position);
            if (wanted > bytes.length) {
                bytes = new byte[wanted];
            }
            filled = 0;
            filled = file.read(position, bytes, 0, wanted);
            start = position;
            if (filled < length) {
                return -1;
            }
        }
        return (int) (position - start);
    }

    /** Returns the position of the first byte that is not zero, or the end. */
    long skipZeros(long position) throws IOException {
        long at = position;
        while (at < end) {
            int index = load(at, 1);
            if (index < 0) {
                return end;
            }
            // Most of a segment is zeros, and each boot looks at them: byte by byte is too slow.
            int loaded = (int) Math.min(SIZE, start + filled - at);
            int found = Arrays.mismatch(bytes, index, index + loaded, ZEROS, 0, loaded);
            if (found >= 0) {
                return at + found;
            }
            at += loaded;
        }
        return end;
    }
}

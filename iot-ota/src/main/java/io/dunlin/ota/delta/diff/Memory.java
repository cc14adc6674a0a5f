/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import io.dunlin.ota.delta.ImageWriter;
import io.dunlin.ota.delta.PatchSource;

/**
 * An image or a patch in memory, of fixed length.
 *
 * @param bytes the bytes; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // A holder: never compared, large, and not to be copied.
record Memory(byte[] bytes) implements ImageWriter, PatchSource {

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public long capacity() {
        return bytes.length;
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) {
        if (position >= bytes.length) {
            return 0;
        }
        int n = (int) Math.min(length, bytes.length - position);
        System.arraycopy(bytes, (int) position, into, offset, n);
        return n;
    }

    @Override
    public void begin(long position, long length) {}

    @Override
    public void write(long position, byte[] from, int offset, int length) {
        System.arraycopy(from, offset, bytes, (int) position, length);
    }

    @Override
    public void flush() {}
}

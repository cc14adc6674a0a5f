/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

/** An image or a patch in memory, of fixed length: for tools and tests. One thread at a time. */
public final class MemoryImage implements ImageWriter, PatchSource {

    private final byte[] bytes;

    /**
     * Wraps an image.
     *
     * @param bytes the bytes; not copied, and changed by writes
     */
    public MemoryImage(byte[] bytes) {
        this.bytes = bytes;
    }

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
        int n = (int) Math.max(0, Math.min(length, bytes.length - position));
        System.arraycopy(bytes, (int) Math.min(position, bytes.length), into, offset, n);
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

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** An old image, a patch, a place for the new image and one for checkpoints, all in memory; counts and can fail. */
final class Bench {

    final byte[] older;
    final byte[] patch;
    final byte[] written;
    final Checkpoints checkpoints = new Checkpoints();
    int writes;
    long bytesWritten;
    /** The write that fails, counted from 1; 0 for none. */
    int failingWrite;

    Bench(byte[] older, byte[] patch, int capacity) {
        this.older = older;
        this.patch = patch;
        this.written = new byte[capacity];
    }

    PatchApplier open() throws IOException {
        return open(new PatchLimits(Long.MAX_VALUE, Long.MAX_VALUE));
    }

    PatchApplier open(PatchLimits limits) throws IOException {
        return PatchApplier.open(
                new MemoryImage(patch), new MemoryImage(older), new Target(), checkpoints, limits, JcaSha256::new);
    }

    private final class Target implements ImageWriter {
        private final MemoryImage image = new MemoryImage(written);

        @Override
        public long length() {
            return image.length();
        }

        @Override
        public long capacity() {
            return image.capacity();
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            return image.read(position, into, offset, length);
        }

        @Override
        public void begin(long position, long length) {
            Arrays.fill(written, (int) position, written.length, (byte) 0xEE);
        }

        @Override
        public void write(long position, byte[] from, int offset, int length) throws IOException {
            if (++writes == failingWrite) {
                throw new IOException("write " + writes + " fails");
            }
            image.write(position, from, offset, length);
            bytesWritten += length;
        }

        @Override
        public void flush() {}
    }

    /** Keeps the newest checkpoint. */
    static final class Checkpoints implements CheckpointStore {
        byte[] newest = {};
        private final ByteArrayOutputStream draft = new ByteArrayOutputStream();

        @Override
        public void begin() {
            draft.reset();
        }

        @Override
        public void append(byte[] from, int offset, int length) {
            draft.write(from, offset, length);
        }

        @Override
        public void commit() {
            newest = draft.toByteArray();
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            return new MemoryImage(newest).read(position, into, offset, length);
        }
    }
}

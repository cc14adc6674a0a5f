/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import java.io.IOException;

/**
 * Keeps the one newest checkpoint of an application. A checkpoint is written in pieces, so that the applier needs no
 * memory for it, and takes the place of the one before it only with {@link #commit}. One thread at a time; may block.
 */
public interface CheckpointStore {

    /**
     * Begins a new checkpoint; an unfinished one is dropped.
     *
     * @throws IOException if the medium failed
     */
    void begin() throws IOException;

    /**
     * Adds bytes to the checkpoint that was begun.
     *
     * @param from where from
     * @param offset the first byte's place in {@code from}
     * @param length how many bytes
     * @throws IOException if the medium failed
     */
    void append(byte[] from, int offset, int length) throws IOException;

    /**
     * Makes the checkpoint durable, and only then the newest.
     *
     * @throws IOException if that is not certain; then the newest is this one or the one before it
     */
    void commit() throws IOException;

    /**
     * Reads the newest committed checkpoint; it may be damaged, which the applier finds out.
     *
     * @param position the first byte's place in the checkpoint
     * @param into where to
     * @param offset the first byte's place in {@code into}
     * @param length how many bytes at most
     * @return how many bytes were read, 0 at the end or if there is no checkpoint
     * @throws IOException if the medium failed
     */
    int read(long position, byte[] into, int offset, int length) throws IOException;

    /** Keeps nothing: an application that is broken off starts again at its first byte. */
    CheckpointStore NONE = new CheckpointStore() {
        @Override
        public void begin() {}

        @Override
        public void append(byte[] from, int offset, int length) {}

        @Override
        public void commit() {}

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            return 0;
        }
    };
}

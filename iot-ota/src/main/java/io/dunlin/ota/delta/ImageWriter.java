/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import java.io.IOException;

/**
 * The place of a new image. What was written can be read back at once. One thread at a time; may block.
 *
 * <p>The applier writes in ascending order without gaps; after a crash it goes back to its last checkpoint and writes
 * what follows again.
 */
public interface ImageWriter extends ImageReader {

    /**
     * Returns how much can be written.
     *
     * @return the capacity in bytes
     * @throws IOException if the medium failed
     */
    long capacity() throws IOException;

    /**
     * Prepares for an image that is written from a position on: what is before it stays, what is after it may be lost.
     *
     * @param position the first byte that will be written
     * @param length the whole image's length in bytes
     * @throws IOException if the medium failed
     */
    void begin(long position, long length) throws IOException;

    /**
     * Writes at a position. Not durable before {@link #flush}.
     *
     * @param position the first byte's place in the image
     * @param from where from
     * @param offset the first byte's place in {@code from}
     * @param length how many bytes
     * @throws IOException if not all was written
     */
    void write(long position, byte[] from, int offset, int length) throws IOException;

    /**
     * Makes all writes so far durable.
     *
     * @throws IOException if that is not certain
     */
    void flush() throws IOException;
}

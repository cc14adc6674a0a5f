/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import java.io.IOException;

/** An image that can be read at any place. One thread at a time; may block. */
public interface ImageReader {

    /**
     * Returns how much can be read.
     *
     * @return the length in bytes
     * @throws IOException if the medium failed
     */
    long length() throws IOException;

    /**
     * Reads at a position; reads less than asked for only at the end.
     *
     * @param position the first byte's place in the image
     * @param into where to
     * @param offset the first byte's place in {@code into}
     * @param length how many bytes at most
     * @return how many bytes were read, 0 at and beyond the end
     * @throws IOException if the medium failed
     */
    int read(long position, byte[] into, int offset, int length) throws IOException;
}

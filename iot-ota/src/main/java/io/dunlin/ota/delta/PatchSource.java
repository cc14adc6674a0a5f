/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import java.io.IOException;

/**
 * The bytes of a patch, readable at any place: a stored download, or a peer that serves ranges. The applier reads three
 * streams of it in turns, each in ascending order. One thread at a time; may block.
 */
public interface PatchSource {

    /**
     * Returns the patch's length.
     *
     * @return the length in bytes
     * @throws IOException if it cannot be known now
     */
    long length() throws IOException;

    /**
     * Reads at a position; reads less than asked for only at the end.
     *
     * @param position the first byte's place in the patch
     * @param into where to
     * @param offset the first byte's place in {@code into}
     * @param length how many bytes at most
     * @return how many bytes were read, 0 at and beyond the end
     * @throws IOException if it cannot be read now
     */
    int read(long position, byte[] into, int offset, int length) throws IOException;
}

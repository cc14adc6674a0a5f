/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

import java.io.IOException;

/** An open file of a {@link Storage}. One thread at a time; all methods may block. */
public interface StorageFile extends AutoCloseable {

    /**
     * Reads at a position. Reads fewer bytes than asked for only at the end of the file.
     *
     * @param position the first byte's offset in the file
     * @param into where to
     * @param offset the first byte's offset in {@code into}
     * @param length how many bytes at most
     * @return how many bytes were read: less than {@code length} only at the end, 0 beyond it
     * @throws IOException if the medium failed
     */
    int read(long position, byte[] into, int offset, int length) throws IOException;

    /**
     * Writes at a position; the file grows as needed, with zeros between its old end and {@code position}. Not durable
     * before {@link #force}, and after a power cut any part of it may have arrived.
     *
     * @param position the first byte's offset in the file
     * @param from where from
     * @param offset the first byte's offset in {@code from}
     * @param length how many bytes
     * @throws IOException if not all was written; then any part of it may have been
     */
    void write(long position, byte[] from, int offset, int length) throws IOException;

    /**
     * Returns the file's length.
     *
     * @return the length in bytes
     * @throws IOException if it is not known
     */
    long length() throws IOException;

    /**
     * Cuts or extends the file, with zeros.
     *
     * @param length the new length in bytes
     * @throws IOException if it could not be changed
     */
    void truncate(long length) throws IOException;

    /**
     * Makes all writes so far durable. After a failure nothing may be assumed of what was written since the last success,
     * also if a later call succeeds: abandon the file.
     *
     * @throws IOException if that is not certain
     */
    void force() throws IOException;

    @Override
    void close() throws IOException;
}

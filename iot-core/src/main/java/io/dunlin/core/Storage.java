/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

import java.io.IOException;
import java.util.List;

/**
 * A directory of files that can be appended to, forced and atomically replaced. Kernels never see it: a
 * {@link StorageWorker} does the blocking work and comes back to the loop.
 *
 * <p>Durability is as strict as the weakest file system's: what was written is durable after {@link StorageFile#force},
 * and a created, renamed or deleted name is durable after {@link #force}. Names are single path segments of the
 * characters of a {@link DeviceId}. One thread at a time; all methods may block and fail with an {@link IOException},
 * which is a {@link StorageException} where the cause is known.
 */
public interface Storage {

    /**
     * Returns the names of the files here, without those of child directories.
     *
     * @return the names in ascending order
     * @throws IOException if the directory cannot be read
     */
    List<String> list() throws IOException;

    /**
     * Tells whether a file is here.
     *
     * @param name the file's name
     * @return whether {@link #open} would find it
     * @throws IOException if the directory cannot be read
     */
    boolean exists(String name) throws IOException;

    /**
     * Opens a file for reading only.
     *
     * @param name the file's name
     * @return the open file, to be closed by the caller
     * @throws IOException if it does not exist or cannot be read
     */
    StorageFile open(String name) throws IOException;

    /**
     * Opens a file for reading and writing and creates it, empty, if it is not here. The new name is durable after
     * {@link #force}.
     *
     * @param name the file's name
     * @return the open file, to be closed by the caller
     * @throws IOException if it cannot be opened
     */
    StorageFile openOrCreate(String name) throws IOException;

    /**
     * Gives a file another name and replaces, in one step, the file that had it: at every instant, also after a power
     * cut, the new name is the old file or the new one. Durable after {@link #force}.
     *
     * @param from the present name
     * @param to the new name
     * @throws IOException if {@code from} does not exist or the step failed; then nothing changed
     */
    void rename(String from, String to) throws IOException;

    /**
     * Removes a file; does nothing if it is not here. Durable after {@link #force}.
     *
     * @param name the file's name
     * @throws IOException if it could not be removed
     */
    void delete(String name) throws IOException;

    /**
     * Makes all creations, renames and deletions so far durable.
     *
     * @throws IOException if that is not certain
     */
    void force() throws IOException;

    /**
     * Returns a directory inside this one and creates it durably if it is not here.
     *
     * @param name the directory's name
     * @return the child
     * @throws IOException if it cannot be created
     */
    Storage directory(String name) throws IOException;

    /**
     * Returns a directory inside this one that only the owner of the process can enter, where the platform knows owners:
     * for keys. Creates it durably if it is not here.
     *
     * @param name the directory's name
     * @return the child
     * @throws IOException if it cannot be created, or cannot be closed to others
     */
    default Storage privateDirectory(String name) throws IOException {
        return directory(name);
    }

    /**
     * Takes the directory for this process alone.
     *
     * @return a handle that gives it back
     * @throws IOException a {@link StorageException} of kind {@code LOCKED} if another process, or another part of this
     *     one, holds it
     */
    Lock lock() throws IOException;

    /**
     * Returns the fastest CRC-32C that this platform has.
     *
     * @return a stateless function, safe for use by several threads
     */
    default Checksum crc32c() {
        return Checksum.crc32c();
    }

    /** A held directory. */
    interface Lock extends AutoCloseable {
        @Override
        void close() throws IOException;
    }
}

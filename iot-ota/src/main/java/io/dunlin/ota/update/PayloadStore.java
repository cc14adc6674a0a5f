/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.ota.delta.CheckpointStore;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.delta.PatchSource;
import java.io.IOException;

/** Keeps the one payload that is being transferred, through crashes. All methods may block. */
public interface PayloadStore extends PatchSource {

    /**
     * Finds what is kept of a payload; what is kept of another one is dropped.
     *
     * @param payload which one
     * @return how many bytes of it, from its first one on, are kept and sound
     * @throws IOException if it cannot be read
     */
    long open(ImageDigest payload) throws IOException;

    /**
     * Adds bytes after the last.
     *
     * @param bytes the bytes
     * @param force whether all that was added must be durable on return
     * @throws IOException if not all was written; {@link #open} it again then
     */
    void append(byte[] bytes, boolean force) throws IOException;

    /**
     * Returns where the application of the payload keeps its checkpoints.
     *
     * @return a store that is emptied with this one
     */
    CheckpointStore checkpoints();

    /**
     * Drops what is kept, payload and checkpoints.
     *
     * @throws IOException if it is not certain to be gone
     */
    void clear() throws IOException;

    /** Lets go of what is open; {@link #open} it again before it is used. */
    default void close() {}
}

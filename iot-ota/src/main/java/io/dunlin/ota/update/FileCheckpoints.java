/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.core.Storage;
import io.dunlin.ota.delta.CheckpointStore;
import java.io.IOException;

/** Keeps a checkpoint in {@code checkpoint}; a new one is written beside it and takes its name. */
final class FileCheckpoints implements CheckpointStore {

    private static final String NEWEST = "checkpoint";
    private static final String DRAFT = "checkpoint.tmp";

    private final Storage storage;
    private final OpenFile newest;
    private final OpenFile draft;
    private long written;

    FileCheckpoints(Storage storage) {
        this.storage = storage;
        this.newest = new OpenFile(storage, NEWEST, Long.MAX_VALUE);
        this.draft = new OpenFile(storage, DRAFT, Long.MAX_VALUE);
    }

    @Override
    public void begin() throws IOException {
        draft.delete();
        written = 0;
    }

    @Override
    public void append(byte[] from, int offset, int length) throws IOException {
        draft.write(written, from, offset, length);
        written += length;
    }

    @Override
    public void commit() throws IOException {
        draft.flush();
        draft.close();
        newest.close();
        storage.rename(DRAFT, NEWEST);
        storage.force();
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
        return newest.read(position, into, offset, length);
    }

    void close() {
        draft.close();
        newest.close();
    }

    void clear() throws IOException {
        draft.delete();
        newest.delete();
    }
}

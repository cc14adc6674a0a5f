/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.core.Storage;
import io.dunlin.core.StorageFile;
import io.dunlin.ota.delta.ImageWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file that is opened when it is first used and kept open. After a failure it is closed, and opened again at the next
 * use: nothing may be assumed of a file whose force failed.
 */
final class OpenFile implements ImageWriter {

    private final Storage storage;
    private final String name;
    private final long capacity;
    private @Nullable StorageFile file;

    OpenFile(Storage storage, String name, long capacity) {
        this.storage = storage;
        this.name = name;
        this.capacity = capacity;
    }

    private StorageFile file() throws IOException {
        StorageFile open = file;
        if (open == null) {
            open = storage.openOrCreate(name);
            file = open;
        }
        return open;
    }

    @Override
    public long length() throws IOException {
        return file != null || storage.exists(name) ? file().length() : 0;
    }

    @Override
    public long capacity() {
        return capacity;
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
        return file != null || storage.exists(name) ? file().read(position, into, offset, length) : 0;
    }

    @Override
    public void begin(long position, long length) throws IOException {
        truncate(position);
        storage.force();
    }

    void truncate(long length) throws IOException {
        try {
            file().truncate(length);
        } catch (IOException e) {
            throw closed(e);
        }
    }

    @Override
    public void write(long position, byte[] from, int offset, int length) throws IOException {
        try {
            file().write(position, from, offset, length);
        } catch (IOException e) {
            throw closed(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            file().force();
        } catch (IOException e) {
            throw closed(e);
        }
    }

    void delete() throws IOException {
        close();
        storage.delete(name);
    }

    void close() {
        StorageFile open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // What had to be durable was forced; what was not is written again.
            }
        }
    }

    private IOException closed(IOException failure) {
        close();
        return failure;
    }
}

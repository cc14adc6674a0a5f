/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.Storage;
import io.dunlin.core.StorageException;
import io.dunlin.core.StorageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A directory in memory that keeps everything at once, can be copied as it is, damaged, and told to fail. */
final class MemoryStorage implements Storage {

    private final Map<String, Content> files = new TreeMap<>();
    private final List<String> unreadable = new ArrayList<>();
    private boolean locked;
    private int forces;
    private int failingForces;
    private int failingWrites;

    private static final class Content {
        byte[] bytes = new byte[0];
    }

    /** Returns what a new process finds after this one died. */
    MemoryStorage copy() {
        MemoryStorage copy = new MemoryStorage();
        files.forEach((name, content) -> copy.content(name).bytes = content.bytes.clone());
        return copy;
    }

    byte[] bytes(String name) {
        return content(name).bytes;
    }

    void put(String name, byte[] bytes) {
        content(name).bytes = bytes;
    }

    void makeUnreadable(String name) {
        unreadable.add(name);
    }

    void failForces(int count) {
        failingForces = count;
    }

    void failWrites(int count) {
        failingWrites = count;
    }

    /** Returns how many times a file was forced. */
    int forces() {
        return forces;
    }

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public boolean exists(String name) {
        return files.containsKey(name);
    }

    @Override
    public StorageFile open(String name) throws IOException {
        if (!exists(name)) {
            throw new StorageException(StorageException.Kind.NOT_FOUND, name);
        }
        if (unreadable.contains(name)) {
            throw new StorageException(StorageException.Kind.IO, name);
        }
        return new OpenFile(content(name));
    }

    @Override
    public StorageFile openOrCreate(String name) {
        return new OpenFile(content(name));
    }

    @Override
    public void rename(String from, String to) {
        Content moved = files.remove(from);
        files.put(to, moved);
    }

    @Override
    public void delete(String name) {
        files.remove(name);
    }

    @Override
    public void force() {}

    @Override
    public Storage directory(String name) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public Lock lock() throws IOException {
        if (locked) {
            throw new StorageException(StorageException.Kind.LOCKED, "held");
        }
        locked = true;
        return () -> locked = false;
    }

    private Content content(String name) {
        return files.computeIfAbsent(name, missing -> new Content());
    }

    private final class OpenFile implements StorageFile {

        private final Content content;

        OpenFile(Content content) {
            this.content = content;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            int read = (int) Math.max(0, Math.min(length, content.bytes.length - position));
            System.arraycopy(content.bytes, (int) Math.min(position, content.bytes.length), into, offset, read);
            return read;
        }

        @Override
        public void write(long position, byte[] from, int offset, int length) throws IOException {
            if (failingWrites > 0) {
                failingWrites--;
                throw new StorageException(StorageException.Kind.FULL, "no room");
            }
            if (position + length > content.bytes.length) {
                truncate(position + length);
            }
            System.arraycopy(from, offset, content.bytes, (int) position, length);
        }

        @Override
        public long length() {
            return content.bytes.length;
        }

        @Override
        public void truncate(long length) {
            content.bytes = Arrays.copyOf(content.bytes, (int) length);
        }

        @Override
        public void force() throws IOException {
            forces++;
            if (failingForces > 0) {
                failingForces--;
                throw new StorageException(StorageException.Kind.IO, "force failed");
            }
        }

        @Override
        public void close() {}
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import io.dunlin.core.StorageException;
import io.dunlin.core.StorageFile;
import java.io.IOException;
import java.util.Objects;

/** An open file of a {@link FaultyStorage} as one boot of the machine sees it. */
final class FaultyFile implements StorageFile {

    private final FaultyStorage disk;
    private final DiskFile file;
    private final String path;
    private final int boot;
    private final boolean writable;
    private boolean open = true;

    FaultyFile(FaultyStorage disk, DiskFile file, String path, int boot, boolean writable) {
        this.disk = disk;
        this.file = file;
        this.path = path;
        this.boot = boot;
        this.writable = writable;
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        requirePosition(position);
        requireOpen(false);
        disk.read(boot, path);
        return file.read(position, into, offset, length);
    }

    @Override
    public void write(long position, byte[] from, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, from.length);
        requirePosition(position);
        requireOpen(true);
        disk.change(boot, "write", path, position, length, new Effect() {
            @Override
            public void apply(int size) throws IOException {
                int fitting = size == 0 ? 0 : fitting(position, size);
                resized(() -> file.write((int) position, from, offset, fitting));
                if (fitting < size) {
                    throw full(position + size);
                }
            }

            @Override
            public void fail(Survival survival, int size) throws IOException {
                apply((int) survival.random().between(0, size));
            }
        });
    }

    @Override
    public long length() {
        requireOpen(false);
        disk.requireOn(boot);
        return file.length();
    }

    @Override
    public void truncate(long length) throws IOException {
        requirePosition(length);
        requireOpen(true);
        disk.change(boot, "truncate", path + " to " + length, -1, 1, size -> {
            if (size > 0) {
                if (length > file.length() && fitting(file.length(), length - file.length()) < length - file.length()) {
                    throw full(length);
                }
                resized(() -> file.resize((int) length));
            }
        });
    }

    @Override
    public void force() throws IOException {
        requireOpen(false);
        disk.change(boot, "force", path, -1, 1, new Effect() {
            @Override
            public void apply(int size) {
                if (size > 0) {
                    file.force();
                }
            }

            @Override
            public void fail(Survival survival, int size) {
                file.loseForce(survival);
            }
        });
    }

    @Override
    public void close() {
        disk.requireOn(boot);
        open = false;
    }

    /** Returns how many of the bytes at a position the disk has room for. */
    private int fitting(long position, long size) {
        long limit = DiskFile.MAX_LENGTH;
        if (file.isLinked()) {
            limit = Math.min(limit, file.length() + disk.room());
        }
        return (int) Math.max(0, Math.min(size, limit - position));
    }

    private void resized(Runnable change) {
        int before = file.length();
        change.run();
        if (file.isLinked()) {
            disk.grew(file.length() - before);
        }
    }

    private StorageException full(long length) {
        return new StorageException(
                StorageException.Kind.FULL,
                "no room for " + path + " of " + length + " bytes: " + disk.usedBytes() + " bytes are used");
    }

    private void requireOpen(boolean toWrite) {
        if (!open) {
            throw new IllegalStateException(path + " is closed");
        }
        if (toWrite && !writable) {
            throw new IllegalStateException(path + " was opened for reading only");
        }
    }

    private static void requirePosition(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("a position is not negative, got " + position);
        }
    }
}

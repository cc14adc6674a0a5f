/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import io.dunlin.core.Storage;
import io.dunlin.core.StorageException;
import io.dunlin.core.StorageException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds a directory through a lock on a file in it, which the operating system drops when the process dies. Inside the
 * process a set of held paths decides first: on POSIX systems closing any channel of a locked file drops the lock, so
 * a second attempt must not even open it.
 */
final class DirectoryLock implements Storage.Lock {

    private static final String NAME = ".lock";
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private @Nullable FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static DirectoryLock acquire(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        if (!HELD.add(file)) {
            throw locked(directory, "another part of this process");
        }
        boolean taken = false;
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    throw locked(directory, "another process");
                }
                taken = true;
                return new DirectoryLock(file, channel);
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw IoFailures.typed("lock", directory, e);
        } finally {
            if (!taken) {
                HELD.remove(file);
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        FileChannel held = channel;
        if (held == null) {
            return;
        }
        channel = null;
        try {
            held.close();
        } finally {
            HELD.remove(file);
        }
    }

    private static StorageException locked(Path directory, String holder) {
        return new StorageException(
                Kind.LOCKED, directory + " is in use by " + holder + "; give each store a directory of its own");
    }
}

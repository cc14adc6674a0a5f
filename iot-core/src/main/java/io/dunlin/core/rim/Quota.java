/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import io.dunlin.core.StorageException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes that the files of one tree may still grow. Shared by the directories of the tree, thus by threads. */
final class Quota {

    private final long limit;
    private final AtomicLong used;

    private Quota(long limit, long used) {
        this.limit = limit;
        this.used = new AtomicLong(used);
    }

    static Quota of(Path directory, long limit) throws IOException {
        return new Quota(limit, limit == Long.MAX_VALUE ? 0 : bytesBelow(directory));
    }

    boolean isLimited() {
        return limit != Long.MAX_VALUE;
    }

    void take(long bytes, Path path) throws StorageException {
        long before = used.get();
        while (bytes > 0) {
            if (bytes > limit - before) {
                throw new StorageException(
                        StorageException.Kind.FULL,
                        path + " cannot grow by " + bytes + " bytes: " + before + " of the quota of " + limit
                                + " bytes are used; raise the quota or let the store drop more");
            }
            if (used.compareAndSet(before, before + bytes)) {
                return;
            }
            before = used.get();
        }
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    private static long bytesBelow(Path directory) throws IOException {
        long[] sum = new long[1];
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }
}

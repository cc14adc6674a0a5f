/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import io.dunlin.core.StorageException;
import io.dunlin.core.StorageException.Kind;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Finds out why the platform refused. The JDK tells a full disk and a read-only medium by text alone. */
final class IoFailures {

    private IoFailures() {}

    static StorageException typed(String action, Path path, IOException failure) {
        if (failure instanceof StorageException known) {
            return known;
        }
        Kind kind = kind(path, failure);
        return new StorageException(kind, "cannot " + action + " " + path + ": " + advice(kind, failure), failure);
    }

    private static Kind kind(Path path, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return Kind.NOT_FOUND;
        }
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("quota exceeded") || text.contains("not enough space")) {
            return Kind.FULL;
        }
        if (text.contains("read-only file system")) {
            return Kind.READ_ONLY;
        }
        return kindOfStore(path);
    }

    /** Asks the file system, since the text above depends on the user's language. */
    private static Kind kindOfStore(Path path) {
        try {
            Path parent = path.getParent();
            FileStore store = Files.getFileStore(Files.exists(path) || parent == null ? path : parent);
            if (store.isReadOnly()) {
                return Kind.READ_ONLY;
            }
            return store.getUsableSpace() == 0 ? Kind.FULL : Kind.IO;
        } catch (IOException e) {
            return Kind.IO;
        }
    }

    private static String advice(Kind kind, IOException failure) {
        return switch (kind) {
            case FULL -> "the disk is full; free space or lower the quotas of the stores on it";
            case READ_ONLY -> "the file system is mounted read-only";
            case NOT_FOUND -> "it is not there";
            case LOCKED, IO -> String.valueOf(failure);
        };
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

/**
 * One line of a {@link FaultyStorage}'s log.
 *
 * @param operation the number of the change that it is about, or of the next one
 * @param what what happened
 * @param path the file or directory, from the root, or empty
 * @param position the offset in the file, or -1
 * @param bytes how many bytes, or -1
 */
record StorageEvent(long operation, String what, String path, long position, long bytes) implements LogEntry {

    @Override
    public long digest() {
        long digest = LogEntry.digest(operation, what.hashCode());
        return LogEntry.digest(LogEntry.digest(LogEntry.digest(digest, path.hashCode()), position), bytes);
    }

    @Override
    public String toString() {
        StringBuilder line =
                new StringBuilder("#").append(operation).append(' ').append(what);
        if (!path.isEmpty()) {
            line.append(' ').append(path);
        }
        if (position >= 0) {
            line.append(" @").append(position);
        }
        if (bytes >= 0) {
            line.append(" +").append(bytes);
        }
        return line.toString();
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

/**
 * A log line about something on the network.
 *
 * @param what what happened to it
 * @param from who sent it, or who acted
 * @param to to whom
 * @param bytes its size
 * @param content a digest of its content
 */
record Traffic(String what, String from, String to, int bytes, long content) implements LogEntry {

    @Override
    public long digest() {
        long digest = LogEntry.digest(what.hashCode(), from.hashCode());
        return LogEntry.digest(LogEntry.digest(LogEntry.digest(digest, to.hashCode()), bytes), content);
    }

    @Override
    public String toString() {
        return from + " > " + to + " +" + bytes + ' ' + what;
    }
}

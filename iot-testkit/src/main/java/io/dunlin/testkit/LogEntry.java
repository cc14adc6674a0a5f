/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

/** What an {@link EventLog} keeps: the digest is taken at once, the text is made when someone reads it. */
interface LogEntry {

    /** Returns a number that depends on all that happened, and on nothing else: not on the virtual machine. */
    long digest();

    /** Returns the text of the line. */
    @Override
    String toString();

    /** Returns an entry of plain text. */
    static LogEntry text(String text) {
        return new LogEntry() {
            @Override
            public long digest() {
                return text.hashCode();
            }

            @Override
            public String toString() {
                return text;
            }
        };
    }

    /** Continues a digest with one more value. */
    static long digest(long before, long value) {
        return SeededRandom.mix(before * 31 + value);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a twin: entries by path, all numbered by one writer. The digest is the sum of the entries' hashes, so
 * it is kept up to date at each change and does not depend on the order of changes.
 */
final class Space<C extends Content> {

    /** The greatest version; what is beyond could only be damage, and would leave no room to count on. */
    static final long MAX_VERSION = 1L << 62;

    private final TreeMap<String, Entry<C>> entries = new TreeMap<>();
    private long digest;
    private long bytes;

    @Nullable
    Entry<C> get(String path) {
        return entries.get(path);
    }

    /** Returns the entry of a path that has one. */
    Entry<C> at(String path) {
        Entry<C> entry = entries.get(path);
        if (entry == null) {
            throw new IllegalStateException("no entry at " + path);
        }
        return entry;
    }

    /** Returns a copy of the paths, to walk over while entries change. */
    List<String> paths() {
        return new ArrayList<>(entries.keySet());
    }

    void put(String path, Entry<C> entry) {
        drop(path);
        entries.put(path, entry);
        digest += entry.hash();
        bytes += entry.bytes();
    }

    void drop(String path) {
        Entry<C> old = entries.remove(path);
        if (old != null) {
            digest -= old.hash();
            bytes -= old.bytes();
        }
    }

    void clear() {
        entries.clear();
        digest = 0;
        bytes = 0;
    }

    int size() {
        return entries.size();
    }

    /** Returns what the entries take on the wire, without their paths. */
    long bytes() {
        return bytes;
    }

    /** Returns the greatest version of an entry, 0 if there is none. */
    long greatest() {
        long greatest = 0;
        for (Entry<C> entry : entries.values()) {
            greatest = Math.max(greatest, entry.version());
        }
        return greatest;
    }

    long digest() {
        return digest;
    }

    /** Returns a copy of the values, by path. */
    Map<String, Value> values() {
        Map<String, Value> values = new TreeMap<>();
        for (Map.Entry<String, Entry<C>> each : entries.entrySet()) {
            Value value = each.getValue().content().value();
            if (value != null) {
                values.put(each.getKey(), value);
            }
        }
        return values;
    }

    NavigableMap<String, Entry<C>> entries() {
        return entries;
    }

    /** Returns the entries behind a path, up to another or, if that is empty, to the last. */
    NavigableMap<String, Entry<C>> between(String after, String through) {
        return through.isEmpty() ? entries.tailMap(after, false) : entries.subMap(after, false, through, true);
    }

    /** Forgets the removals up to a version that everybody knows of, and returns the greatest version forgotten. */
    long dropRemoved(long upTo) {
        long greatest = 0;
        for (var each = entries.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Entry<C>> next = each.next();
            Entry<C> entry = next.getValue();
            if (entry.content().isRemoved() && entry.version() <= upTo) {
                greatest = Math.max(greatest, entry.version());
                bytes -= entry.bytes();
                each.remove();
            }
        }
        return greatest;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The writing side of a space: it numbers the changes and tells a mirror what it lacks. */
final class Author<C extends Content> {

    /** What a change takes on the wire besides its path and content, at most. */
    static final int CHANGE_OVERHEAD_BYTES = 12;

    final Space<C> space = new Space<>();
    private long version;
    private long floor;

    long version() {
        return version;
    }

    /** Returns the greatest version of a removal that was forgotten: a mirror below it needs a snapshot. */
    long floor() {
        return floor;
    }

    void restore(long atVersion, long atFloor) {
        version = atVersion;
        floor = atFloor;
    }

    /** Takes the next version, for one or more entries. */
    long next() {
        return next(1);
    }

    /** Takes the next version that is at least so great. */
    long next(long least) {
        if (version >= Space.MAX_VERSION) {
            throw new IllegalStateException("all versions are used up");
        }
        version = Math.max(version + 1, least);
        return version;
    }

    void raiseFloor(long forgotten) {
        floor = Math.max(floor, forgotten);
    }

    /**
     * Numbers all entries anew, above every version that a mirror may have seen. That heals every disagreement about
     * history: one side was restored from an older copy.
     */
    void renumber(long seen) {
        version = Math.max(version, seen);
        for (String path : space.paths()) {
            space.put(path, Entry.of(path, next(), space.at(path).content()));
        }
        // A mirror at the old version has what was never told to us; only a snapshot takes that back.
        floor = next();
    }

    /** Returns the changes after a version, as many whole versions as fit into so many bytes, but at least one. */
    Update<C> since(long from, long to, int maxBytes) {
        List<Update.Change<C>> found = new ArrayList<>();
        for (Map.Entry<String, Entry<C>> each : space.entries().entrySet()) {
            Entry<C> entry = each.getValue();
            if (entry.version() > from && entry.version() <= to) {
                found.add(new Update.Change<>(each.getKey(), entry.version(), entry.content()));
            }
        }
        found.sort(Comparator.comparingLong(Update.Change::version));
        int bytes = 0;
        int wholeVersions = 0;
        for (int i = 0; i < found.size(); i++) {
            bytes += bytes(found.get(i).path());
            boolean lastOfVersion = i + 1 == found.size()
                    || found.get(i + 1).version() > found.get(i).version();
            if (bytes > maxBytes && wholeVersions > 0) {
                List<Update.Change<C>> part = new ArrayList<>(found.subList(0, wholeVersions));
                return new Update<>(from, part.get(wholeVersions - 1).version(), null, part);
            }
            if (lastOfVersion) {
                wholeVersions = i + 1;
            }
        }
        return new Update<>(from, to, null, found);
    }

    /** Returns the entries behind a path, as many as fit into so many bytes, but at least one. */
    Update<C> snapshot(String after, int maxBytes) {
        List<Update.Change<C>> part = new ArrayList<>();
        int bytes = 0;
        String last = after;
        for (Map.Entry<String, Entry<C>> each : space.between(after, "").entrySet()) {
            bytes += bytes(each.getKey());
            if (bytes > maxBytes && !part.isEmpty()) {
                return new Update<>(0, version, new Update.Stretch(after, last), part);
            }
            last = each.getKey();
            Entry<C> entry = each.getValue();
            part.add(new Update.Change<>(last, entry.version(), entry.content()));
        }
        return new Update<>(0, version, new Update.Stretch(after, ""), part);
    }

    private int bytes(String path) {
        return path.length() + space.at(path).bytes() + CHANGE_OVERHEAD_BYTES;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of a space. It takes an entry if and only if its version is higher than what it has, so updates may
 * come twice and in any order.
 */
final class Mirror<C extends Content> {

    final Space<C> space = new Space<>();
    private final Gate<C> gate;
    private long have;
    private @Nullable String cursor;
    private long cursorVersion;
    private boolean contradicted;

    /** Decides what becomes of a change that the mirror would take. */
    interface Gate<C extends Content> {
        /** Returns the entry to keep, or null if there is no room even for its path. */
        @Nullable
        Entry<C> admit(Update.Change<C> change);

        /** Returns what stands for an entry that the author does not have any more. */
        C removed();
    }

    Mirror(Gate<C> gate) {
        this.gate = gate;
    }

    /** Returns the version up to which nothing is missing. */
    long have() {
        return have;
    }

    /** Returns the last path of a snapshot that has come so far, or null if none is under way. */
    @Nullable
    String cursor() {
        return cursor;
    }

    long cursorVersion() {
        return cursorVersion;
    }

    void restore(long atVersion, @Nullable String atCursor, long atCursorVersion) {
        have = atVersion;
        cursor = atCursor;
        cursorVersion = atCursorVersion;
    }

    /** Returns whether the author was seen to have another history than this side, once. */
    boolean takeContradiction() {
        boolean was = contradicted;
        contradicted = false;
        return was;
    }

    /** Starts over; the entries stay until a snapshot has said otherwise. */
    void restart() {
        restore(0, null, 0);
        space.dropRemoved(Space.MAX_VERSION);
        for (String path : space.paths()) {
            space.put(path, Entry.of(path, 0, space.at(path).content()));
        }
    }

    /** Takes what is new and returns the paths that changed. */
    List<String> merge(Update<C> update) {
        List<String> changed = new ArrayList<>();
        boolean complete = true;
        Update.Stretch stretch = update.stretch();
        if (stretch != null && (update.to() < have || (update.to() == have && have > 0))) {
            return changed;
        }
        for (Update.Change<C> change : update.changes()) {
            Entry<C> mine = space.get(change.path());
            boolean passed = change.version() <= have;
            if (mine == null ? passed : mine.version() >= change.version()) {
                contradicted |= stretch != null && isForeign(mine, change, update.to());
                continue;
            }
            if (passed && stretch == null) {
                continue;
            }
            Entry<C> entry = gate.admit(change);
            if (entry == null) {
                complete = false;
            } else {
                space.put(change.path(), entry);
                changed.add(change.path());
            }
        }
        if (stretch != null) {
            removeAbsent(update, stretch, changed);
        }
        if (complete) {
            advance(update, stretch);
        }
        return changed;
    }

    /** In one history, a later snapshot has for each path what is here or something newer, and no value forgotten here. */
    private boolean isForeign(@Nullable Entry<C> mine, Update.Change<C> change, long to) {
        if (mine == null) {
            return !change.content().isRemoved();
        }
        return mine.version() > change.version() && mine.version() <= to;
    }

    private void removeAbsent(Update<C> update, Update.Stretch stretch, List<String> changed) {
        Set<String> present = new HashSet<>();
        for (Update.Change<C> change : update.changes()) {
            present.add(change.path());
        }
        List<String> gone = new ArrayList<>();
        for (Map.Entry<String, Entry<C>> each :
                space.between(stretch.after(), stretch.through()).entrySet()) {
            Entry<C> entry = each.getValue();
            boolean absent = !present.contains(each.getKey()) && entry.version() <= update.to();
            if (absent && !entry.content().isRemoved()) {
                gone.add(each.getKey());
            }
        }
        for (String path : gone) {
            space.put(path, Entry.of(path, update.to(), gate.removed()));
            changed.add(path);
        }
    }

    private void advance(Update<C> update, Update.@Nullable Stretch stretch) {
        if (stretch == null) {
            if (update.from() <= have) {
                have = Math.max(have, update.to());
            }
            return;
        }
        if (stretch.after().isEmpty()) {
            cursorVersion = update.to();
        } else if (!stretch.after().equals(cursor)) {
            return;
        }
        cursor = stretch.through();
        if (cursor.isEmpty()) {
            have = Math.max(have, cursorVersion);
            cursor = null;
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One directory's two images: the names that programs see, and those that a power cut leaves. A change of names is
 * atomic. Changes that share a name reach the medium in their order, others in any.
 */
final class DiskDirectory {

    private final TreeMap<String, DiskFile> seen = new TreeMap<>();
    private final TreeMap<String, DiskFile> durable = new TreeMap<>();
    private final List<NameChange> pending = new ArrayList<>();
    private final TreeMap<String, DiskDirectory> children = new TreeMap<>();
    private boolean locked;

    /** One file's name: created (only {@code to}), renamed (both) or deleted (only {@code from}). */
    private record NameChange(
            @Nullable String from, @Nullable String to, DiskFile file) {
        void apply(Map<String, DiskFile> names) {
            if (from != null) {
                names.remove(from);
            }
            if (to != null) {
                names.put(to, file);
            }
        }
    }

    List<String> names() {
        return List.copyOf(seen.keySet());
    }

    @Nullable
    DiskFile find(String name) {
        return seen.get(name);
    }

    @Nullable
    DiskDirectory child(String name) {
        return children.get(name);
    }

    DiskDirectory addChild(String name) {
        return children.computeIfAbsent(name, n -> new DiskDirectory());
    }

    /** Returns false if it is held already. */
    boolean lock() {
        boolean free = !locked;
        locked = true;
        return free;
    }

    void unlock() {
        locked = false;
    }

    void unlockTree() {
        locked = false;
        children.values().forEach(DiskDirectory::unlockTree);
    }

    DiskFile create(String name) {
        DiskFile file = new DiskFile();
        change(new NameChange(null, name, file));
        return file;
    }

    void rename(String from, String to, DiskFile file) {
        DiskFile replaced = seen.get(to);
        if (replaced != null && replaced != file) {
            replaced.unlink();
        }
        change(new NameChange(from, to, file));
    }

    void delete(String name, DiskFile file) {
        file.unlink();
        change(new NameChange(name, null, file));
    }

    void force() {
        pending.forEach(change -> change.apply(durable));
        pending.clear();
    }

    void cutPower(Survival survival) {
        double share = survival.nextShare();
        Set<String> stale = new HashSet<>();
        for (NameChange change : pending) {
            boolean follows = stale.contains(change.from()) || stale.contains(change.to());
            if (survival.random().chance(share) && !follows) {
                change.apply(durable);
            } else {
                addName(stale, change.from());
                addName(stale, change.to());
            }
        }
        pending.clear();
        seen.clear();
        seen.putAll(durable);
        seen.values().forEach(file -> file.cutPower(survival));
        children.values().forEach(child -> child.cutPower(survival));
    }

    /** Returns the bytes of all files here and below, also counting those of files that only a power cut brought back. */
    long usedBytes() {
        long used = 0;
        for (DiskFile file : seen.values()) {
            used += file.length();
        }
        for (DiskDirectory child : children.values()) {
            used += child.usedBytes();
        }
        return used;
    }

    private void change(NameChange change) {
        change.apply(seen);
        pending.add(change);
    }

    private static void addName(Set<String> names, @Nullable String name) {
        if (name != null) {
            names.add(name);
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes that are desired together: they get one version. Build it by chaining; not safe for use by several threads.
 */
public final class Patch {

    private final Map<String, @Nullable Value> changes = new LinkedHashMap<>();

    /** Starts without changes. */
    public Patch() {}

    /**
     * Desires a value.
     *
     * @param path segments of {@code A-Z a-z 0-9 _ -} joined by dots, at most 64 characters
     * @param value what it shall be
     * @return this patch
     */
    public Patch set(String path, Value value) {
        changes.put(TwinPath.check(path), value);
        return this;
    }

    /**
     * Desires true or false.
     *
     * @param path which path
     * @param value what it shall be
     * @return this patch
     */
    public Patch set(String path, boolean value) {
        return set(path, Value.of(value));
    }

    /**
     * Desires an integer.
     *
     * @param path which path
     * @param value what it shall be
     * @return this patch
     */
    public Patch set(String path, long value) {
        return set(path, Value.of(value));
    }

    /**
     * Desires a real number.
     *
     * @param path which path
     * @param value what it shall be
     * @return this patch
     */
    public Patch set(String path, double value) {
        return set(path, Value.of(value));
    }

    /**
     * Desires a text.
     *
     * @param path which path
     * @param value what it shall be
     * @return this patch
     */
    public Patch set(String path, String value) {
        return set(path, Value.of(value));
    }

    /**
     * Desires nothing any more for a path: the device goes back to its default.
     *
     * @param path which path
     * @return this patch
     */
    public Patch remove(String path) {
        changes.put(TwinPath.check(path), null);
        return this;
    }

    /** Returns the changes in the order given; null is a removal. */
    Map<String, @Nullable Value> changes() {
        return Collections.unmodifiableMap(changes);
    }
}

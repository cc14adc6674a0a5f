/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.cache;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map that forgets what was not used for longest. Safe for use by several threads.
 *
 * @param <K> keys
 * @param <V> values
 */
public final class RecentMap<K, V> {

    private final Map<K, V> entries;

    /**
     * Creates an empty map.
     *
     * @param most how many entries it holds
     */
    public RecentMap(int most) {
        entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * Looks an entry up.
     *
     * @param key its key
     * @return its value, or null if it was never put or is forgotten
     */
    public synchronized @Nullable V get(K key) {
        return entries.get(key);
    }

    /**
     * Adds an entry, or replaces it.
     *
     * @param key its key
     * @param value its value
     */
    public synchronized void put(K key, V value) {
        entries.put(key, value);
    }
}

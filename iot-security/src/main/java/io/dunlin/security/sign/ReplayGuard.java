/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which sequence numbers were used: for each key and audience the highest, and which of the {@value #WINDOW} up to it. A
 * number is fresh once; below the window none is. One thread at a time.
 */
final class ReplayGuard {

    /** How far behind the highest number a message may arrive. */
    static final int WINDOW = 64;

    private final TreeMap<Stream, Window> windows = new TreeMap<>();

    /** What a number is. */
    enum Freshness {
        FRESH,
        REPLAYED,
        TOO_OLD
    }

    /** One key's numbers to one audience. */
    record Stream(KeyId key, String audience) implements Comparable<Stream> {
        @Override
        public int compareTo(Stream other) {
            int byKey = key.compareTo(other.key);
            return byKey != 0 ? byKey : audience.compareTo(other.audience);
        }
    }

    /** The highest number, and in bit i whether that minus i was used. */
    record Window(long highest, long used) {}

    Freshness look(Stream stream, long sequence) {
        Window window = windows.get(stream);
        if (window == null || sequence > window.highest) {
            return Freshness.FRESH;
        }
        long behind = window.highest - sequence;
        if (behind >= WINDOW) {
            return Freshness.TOO_OLD;
        }
        return (window.used >>> behind & 1) == 0 ? Freshness.FRESH : Freshness.REPLAYED;
    }

    void use(Stream stream, long sequence) {
        Window window = windows.get(stream);
        if (window == null) {
            windows.put(stream, new Window(sequence, 1));
        } else if (sequence > window.highest) {
            long ahead = sequence - window.highest;
            windows.put(stream, new Window(sequence, (ahead >= WINDOW ? 0 : window.used << ahead) | 1));
        } else if (window.highest - sequence < WINDOW) {
            windows.put(stream, new Window(window.highest, window.used | 1L << (window.highest - sequence)));
        }
    }

    void restore(Stream stream, Window window) {
        windows.put(stream, window);
    }

    Map<Stream, Window> windows() {
        return windows;
    }

    /** Forgets the numbers of keys that are trusted no longer. */
    void retain(KeyRing keys) {
        windows.keySet().removeIf(stream -> keys.find(stream.key()) == null);
    }

    void clear() {
        windows.clear();
    }
}

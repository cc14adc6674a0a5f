/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of sequence numbers with a bounded number of holes: sorted ranges that merge as holes close. One thread at a
 * time.
 */
final class SeqRanges {

    /** The most ranges of all. Live data ahead of a backlog is two; every lost message in flight may add one. */
    static final int MOST = 128;

    /** The places beyond these are kept for numbers below all others. */
    private static final int MOST_ANYWHERE = 64;

    private final long[] from = new long[MOST];
    private final long[] to = new long[MOST];
    private int size;

    /** Returns whether a number is in the set. */
    boolean contains(long seq) {
        int i = firstEndingAtOrAfter(seq);
        return i < size && from[i] <= seq;
    }

    /**
     * Adds a range.
     *
     * @return false, with nothing changed, if the set would have too many ranges; a sender that repeats the lowest
     *     numbers that are missing, at most {@link UplinkPolicy#MOST_IN_FLIGHT} at a time, always gets on
     */
    boolean add(long first, long last) {
        int low = firstEndingAtOrAfter(first - 1);
        int high = low;
        while (high < size && from[high] <= last + 1) {
            high++;
        }
        if (low == high) {
            return insert(low, first, last);
        }
        from[low] = Math.min(from[low], first);
        to[low] = Math.max(to[high - 1], last);
        int gone = high - low - 1;
        System.arraycopy(from, high, from, low + 1, size - high);
        System.arraycopy(to, high, to, low + 1, size - high);
        size -= gone;
        return true;
    }

    private boolean insert(int at, long first, long last) {
        if (size >= (at == 0 ? MOST : MOST_ANYWHERE)) {
            return false;
        }
        System.arraycopy(from, at, from, at + 1, size - at);
        System.arraycopy(to, at, to, at + 1, size - at);
        from[at] = first;
        to[at] = last;
        size++;
        return true;
    }

    /** Adds a range after all others, of a list that {@link #toList} made. */
    void append(SeqRange range) {
        from[size] = range.from();
        to[size++] = range.to();
    }

    private int firstEndingAtOrAfter(long seq) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (to[middle] < seq) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Returns the lowest number from {@code seq} on that is not in the set. */
    long firstMissing(long seq) {
        int i = firstEndingAtOrAfter(seq);
        return i < size && from[i] <= seq ? to[i] + 1 : seq;
    }

    /** Counts the numbers of a range that are in the set. */
    long count(long first, long last) {
        long count = 0;
        for (int i = firstEndingAtOrAfter(first); i < size && from[i] <= last; i++) {
            count += Math.min(last, to[i]) - Math.max(first, from[i]) + 1;
        }
        return count;
    }

    /** Forgets all numbers below one. */
    void dropBelow(long seq) {
        int gone = firstEndingAtOrAfter(seq);
        System.arraycopy(from, gone, from, 0, size - gone);
        System.arraycopy(to, gone, to, 0, size - gone);
        size -= gone;
        if (size > 0) {
            from[0] = Math.max(from[0], seq);
        }
    }

    int size() {
        return size;
    }

    List<SeqRange> toList() {
        List<SeqRange> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(new SeqRange(from[i], to[i]));
        }
        return list;
    }
}

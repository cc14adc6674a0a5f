/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

/** How far the covers moved each place of the old image. Filled, then sealed, then asked. One thread at a time. */
public final class ShiftMap {

    /** The memory of one segment. */
    public static final int SEGMENT_BYTES = 12;

    private static final int LOOK_BACK = 4;

    private final int[] begin;
    private final int[] end;
    private final int[] shift;
    private int segments;

    /**
     * Creates an empty map.
     *
     * @param capacity how many segments it can take
     */
    public ShiftMap(int capacity) {
        this.begin = new int[capacity];
        this.end = new int[capacity];
        this.shift = new int[capacity];
    }

    /**
     * Adds a cover.
     *
     * @param oldAt its first byte's place in the old image
     * @param newAt its first byte's place in the new image
     * @param length its length in bytes
     * @return whether there was room
     */
    public boolean add(int oldAt, int newAt, int length) {
        if (segments == begin.length) {
            return false;
        }
        begin[segments] = oldAt;
        end[segments] = oldAt + length;
        shift[segments] = newAt - oldAt;
        segments++;
        return true;
    }

    /**
     * Returns how many segments it has.
     *
     * @return at most the capacity
     */
    public int segments() {
        return segments;
    }

    /** Sorts by place in the old image, then by shift, then by end. */
    public void seal() {
        // A heap: no memory and no bad case.
        for (int i = segments / 2 - 1; i >= 0; i--) {
            sink(i, segments);
        }
        for (int last = segments - 1; last > 0; last--) {
            swap(0, last);
            sink(0, last);
        }
    }

    private void sink(int from, int size) {
        int parent = from;
        for (int child = 2 * parent + 1; child < size; child = 2 * parent + 1) {
            if (child + 1 < size && less(child, child + 1)) {
                child++;
            }
            if (!less(parent, child)) {
                return;
            }
            swap(parent, child);
            parent = child;
        }
    }

    private boolean less(int a, int b) {
        if (begin[a] != begin[b]) {
            return begin[a] < begin[b];
        }
        return shift[a] == shift[b] ? end[a] < end[b] : shift[a] < shift[b];
    }

    private void swap(int a, int b) {
        int kept = begin[a];
        begin[a] = begin[b];
        begin[b] = kept;
        kept = end[a];
        end[a] = end[b];
        end[b] = kept;
        kept = shift[a];
        shift[a] = shift[b];
        shift[b] = kept;
    }

    /** Returns how far a place moved: by a cover that holds it, else by the one before it, else by the first. */
    int shift(int place) {
        int low = 0;
        int high = segments - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (begin[middle] <= place) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        if (high < 0) {
            return segments == 0 ? 0 : shift[0];
        }
        for (int i = high; i >= 0 && i > high - LOOK_BACK; i--) {
            if (end[i] > place) {
                return shift[i];
            }
        }
        return shift[high];
    }
}

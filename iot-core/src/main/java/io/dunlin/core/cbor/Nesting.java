/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

import java.util.Arrays;

/**
 * The open arrays, maps and tags of a message, the items that each still lacks, and where the last key of each map
 * stands, so that the order of keys is checked as they come. Shared by reader and writer.
 */
final class Nesting {

    private static final int LEFT = 0;
    private static final int ITEM_START = 1;
    private static final int LAST_KEY_START = 2;
    private static final int LAST_KEY_END = 3;
    private static final int FRAME = 4;
    private static final int NO_MAP = -2;
    private static final int NO_KEY_YET = -1;

    private int[] frames = new int[8 * FRAME];
    private int depth;
    private boolean complete;

    int depth() {
        return depth;
    }

    boolean isComplete() {
        return complete;
    }

    /** Returns whether the next item is a key of the innermost container. */
    boolean atKey() {
        int frame = top();
        return depth > 0 && frames[frame + LAST_KEY_START] != NO_MAP && (frames[frame + LEFT] & 1) == 0;
    }

    void clear() {
        depth = 0;
        complete = false;
    }

    /** An item starts here. */
    void begin(int position) {
        if (depth > 0) {
            frames[top() + ITEM_START] = position;
        }
    }

    /** The item that began turned out to hold this many items: those of an array, or 1 for a tag. */
    void openArray(int count) {
        open(count, NO_MAP);
    }

    /** The item that began turned out to hold this many pairs. */
    void openMap(int pairs) {
        open(2 * pairs, NO_KEY_YET);
    }

    /** The container that was opened last is empty; {@link #end} it next. */
    void closeEmpty() {
        depth--;
    }

    /**
     * An item ends here, and with it every container of which it was the last.
     *
     * @return the start of a key that does not follow the key before it in bytewise order, or -1
     */
    int end(byte[] bytes, int position) {
        while (depth > 0) {
            int frame = top();
            if (atKey()) {
                int start = frames[frame + ITEM_START];
                int lastStart = frames[frame + LAST_KEY_START];
                int lastEnd = frames[frame + LAST_KEY_END];
                if (lastStart >= 0 && Arrays.compareUnsigned(bytes, lastStart, lastEnd, bytes, start, position) >= 0) {
                    return start;
                }
                frames[frame + LAST_KEY_START] = start;
                frames[frame + LAST_KEY_END] = position;
            }
            if (--frames[frame + LEFT] > 0) {
                return -1;
            }
            depth--;
        }
        complete = true;
        return -1;
    }

    private void open(int items, int lastKey) {
        depth++;
        if (depth * FRAME > frames.length) {
            frames = Arrays.copyOf(frames, frames.length * 2);
        }
        int frame = top();
        frames[frame + LEFT] = items;
        frames[frame + LAST_KEY_START] = lastKey;
    }

    private int top() {
        return (depth - 1) * FRAME;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import org.jspecify.annotations.Nullable;

/** Deadlines in the order of their times: a binary heap whose elements know their places, so that each can be moved. */
final class Deadlines {

    private @Nullable Deadline[] heap = new @Nullable Deadline[16];
    private int size;

    /** Adds a deadline or moves it. */
    void schedule(Deadline deadline, long at) {
        deadline.at = at;
        if (deadline.index < 0) {
            if (size == heap.length) {
                @Nullable Deadline[] larger = new @Nullable Deadline[size * 2];
                System.arraycopy(heap, 0, larger, 0, size);
                heap = larger;
            }
            place(deadline, size++);
        }
        settle(deadline);
    }

    /** Takes a deadline out; does nothing if it is not in. */
    void cancel(Deadline deadline) {
        int index = deadline.index;
        if (index < 0) {
            return;
        }
        deadline.index = -1;
        Deadline last = element(--size);
        heap[size] = null;
        if (last != deadline) {
            place(last, index);
            settle(last);
        }
    }

    /** Returns the earliest time, or {@link Long#MAX_VALUE}. */
    long next() {
        return size == 0 ? Long.MAX_VALUE : element(0).at;
    }

    /** Has everything happen whose time has come. */
    void run(long now) {
        while (size > 0 && element(0).at <= now) {
            Deadline first = element(0);
            cancel(first);
            first.due(now);
        }
    }

    int size() {
        return size;
    }

    private Deadline element(int index) {
        Deadline deadline = heap[index];
        if (deadline == null) {
            throw new IllegalStateException("no deadline at " + index + " of " + size);
        }
        return deadline;
    }

    private void place(Deadline deadline, int index) {
        heap[index] = deadline;
        deadline.index = index;
    }

    private void settle(Deadline deadline) {
        int index = deadline.index;
        while (index > 0 && element((index - 1) / 2).at > deadline.at) {
            place(element((index - 1) / 2), index);
            index = (index - 1) / 2;
        }
        while (2 * index + 1 < size) {
            int child = 2 * index + 1;
            if (child + 1 < size && element(child + 1).at < element(child).at) {
                child++;
            }
            if (element(child).at >= deadline.at) {
                break;
            }
            place(element(child), index);
            index = child;
        }
        place(deadline, index);
    }
}

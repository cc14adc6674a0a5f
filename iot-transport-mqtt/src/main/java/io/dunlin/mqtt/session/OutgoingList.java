/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import org.jspecify.annotations.Nullable;

/** A list from whose middle entries are taken at no cost; an entry is in one list at a time. */
final class OutgoingList {

    private @Nullable Outgoing first;
    private @Nullable Outgoing last;
    private int size;

    @Nullable
    Outgoing first() {
        return first;
    }

    @Nullable
    Outgoing last() {
        return last;
    }

    int size() {
        return size;
    }

    void addLast(Outgoing entry) {
        entry.previous = last;
        if (last == null) {
            first = entry;
        } else {
            last.next = entry;
        }
        last = entry;
        entry.list = this;
        size++;
    }

    void addFirst(Outgoing entry) {
        entry.next = first;
        if (first == null) {
            last = entry;
        } else {
            first.previous = entry;
        }
        first = entry;
        entry.list = this;
        size++;
    }

    void remove(Outgoing entry) {
        if (entry.previous == null) {
            first = entry.next;
        } else {
            entry.previous.next = entry.next;
        }
        if (entry.next == null) {
            last = entry.previous;
        } else {
            entry.next.previous = entry.previous;
        }
        entry.previous = null;
        entry.next = null;
        entry.list = null;
        size--;
    }
}

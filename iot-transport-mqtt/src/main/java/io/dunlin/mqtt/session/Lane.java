/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import java.util.ArrayDeque;

/** The waiting messages of one {@link QueueRule}, oldest first. */
final class Lane {

    final QueueRule rule;
    private final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
    private long bytes;

    Lane(QueueRule rule) {
        this.rule = rule;
    }

    Outgoing oldest() {
        return waiting.element();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean isOver() {
        return waiting.size() > rule.maxMessages() || bytes > rule.maxBytes();
    }

    void addLast(Outgoing entry) {
        waiting.addLast(entry);
        bytes += entry.size();
    }

    void addFirst(Outgoing entry) {
        waiting.addFirst(entry);
        bytes += entry.size();
    }

    /** Forgets a message: almost always the oldest or the newest. */
    void remove(Outgoing entry) {
        bytes -= entry.size();
        if (waiting.peekFirst() == entry) {
            waiting.removeFirst();
        } else if (waiting.peekLast() == entry) {
            waiting.removeLast();
        } else {
            waiting.removeFirstOccurrence(entry);
        }
    }
}

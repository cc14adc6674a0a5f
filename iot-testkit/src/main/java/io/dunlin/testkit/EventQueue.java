/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The events of a {@link Simulation} in the order of their time; among equal times the seed decides between nodes. */
final class EventQueue {

    private static final int FEW = 1000;

    private final PriorityQueue<SimEvent> events = new PriorityQueue<>();
    private final long salt;
    private long added;
    private int cancelled;

    EventQueue(long salt) {
        this.salt = salt;
    }

    SimEvent add(long time, int node, Runnable task) {
        long order = SeededRandom.mix(salt + time * 31 + node);
        SimEvent event = new SimEvent(this, time, order, added++, task);
        events.add(event);
        return event;
    }

    int size() {
        return events.size() - cancelled;
    }

    /** Removes the first event that is due by some time; null if there is none. */
    @Nullable
    SimEvent poll(long until) {
        for (SimEvent first = events.peek(); first != null; first = events.peek()) {
            if (!first.isCancelled() && first.time() > until) {
                return null;
            }
            events.remove();
            if (!first.isCancelled()) {
                return first;
            }
            cancelled--;
        }
        return null;
    }

    /** Timers that are set and taken back again and again must not fill the queue. */
    void cancelled() {
        cancelled++;
        if (cancelled > FEW && cancelled > events.size() / 2) {
            events.removeIf(SimEvent::isCancelled);
            cancelled = 0;
        }
    }
}

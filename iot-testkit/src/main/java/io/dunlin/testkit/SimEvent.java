/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import io.dunlin.core.Loop;
import org.jspecify.annotations.Nullable;

/** A step of a {@link Simulation} that waits for its time. */
final class SimEvent implements Comparable<SimEvent>, Loop.Timer {

    private final EventQueue queue;
    private final long time;
    private final long order;
    private final long number;
    private @Nullable Runnable task;

    /**
     * Creates the event.
     *
     * @param time when it is due
     * @param order decides among events of one time: chance between nodes, the same within one node
     * @param number decides among events of one time and node: first given, first run
     */
    SimEvent(EventQueue queue, long time, long order, long number, Runnable task) {
        this.queue = queue;
        this.time = time;
        this.order = order;
        this.number = number;
        this.task = task;
    }

    long time() {
        return time;
    }

    long order() {
        return order;
    }

    boolean isCancelled() {
        return task == null;
    }

    /** Returns the task and forgets it, so that cancelling a task that ran does nothing. */
    @Nullable
    Runnable take() {
        Runnable taken = task;
        task = null;
        return taken;
    }

    @Override
    public void cancel() {
        if (task != null) {
            task = null;
            queue.cancelled();
        }
    }

    @Override
    public int compareTo(SimEvent other) {
        if (time != other.time) {
            return Long.compare(time, other.time);
        }
        return order != other.order ? Long.compare(order, other.order) : Long.compare(number, other.number);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

import org.jspecify.annotations.Nullable;

/**
 * Wakes a kernel at its deadline. After every call into the kernel its owner says {@link #at at(kernel.deadlineNanos())};
 * a timer of the loop is touched only if the deadline came nearer, so saying so often costs nothing. Used on its loop
 * only.
 */
public final class Alarm {

    /** The deadline of a kernel that does not want to be woken. */
    public static final long NEVER = Long.MAX_VALUE;

    private final Loop loop;
    private final Runnable wake;
    private Loop.@Nullable Timer timer;
    private long armedFor = NEVER;
    private long deadline = NEVER;

    /**
     * Creates an alarm that is not set.
     *
     * @param loop whose time and timers it uses
     * @param wake called on the loop at or after the deadline, once for each time that it was set
     */
    public Alarm(Loop loop, Runnable wake) {
        this.loop = loop;
        this.wake = wake;
    }

    /**
     * Sets the alarm, or moves it.
     *
     * @param deadlineNanos when to wake, in {@link Loop#nanoTime}; {@link #NEVER} for never
     */
    public void at(long deadlineNanos) {
        deadline = deadlineNanos;
        // A timer that is too early finds nothing to do and arms itself again; one that is too late must go.
        if (deadlineNanos != NEVER && (timer == null || deadlineNanos - armedFor < 0)) {
            arm(deadlineNanos);
        }
    }

    /** Takes the alarm back. */
    public void off() {
        deadline = NEVER;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void arm(long deadlineNanos) {
        if (timer != null) {
            timer.cancel();
        }
        armedFor = deadlineNanos;
        timer = loop.schedule(deadlineNanos - loop.nanoTime(), this::fire);
    }

    private void fire() {
        timer = null;
        if (deadline == NEVER) {
            return;
        }
        if (deadline - loop.nanoTime() > 0) {
            arm(deadline);
            return;
        }
        deadline = NEVER;
        wake.run();
    }
}

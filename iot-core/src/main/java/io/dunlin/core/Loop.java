/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

/**
 * A serial executor with time. Everything that belongs to one loop runs one task at a time, in the order in which it was
 * given, so kernels need no locks. One loop may carry many devices.
 *
 * <p>{@link #execute}, {@link #schedule}, {@link #nanoTime} and {@link #wallMillis} may be called from any thread. A task
 * must not block. A task that throws does not stop the loop; the loop's owner is told.
 */
public interface Loop {

    /**
     * Runs a task after all tasks given before it.
     *
     * @param task what to run on the loop
     */
    void execute(Runnable task);

    /**
     * Runs a task once, later.
     *
     * @param delayNanos how long to wait, in nanoseconds; zero or less means as soon as possible
     * @param task what to run on the loop
     * @return a handle that takes the task back
     */
    Timer schedule(long delayNanos, Runnable task);

    /**
     * Returns the monotonic time, for measuring spans. Its origin means nothing; it never goes backwards.
     *
     * @return nanoseconds since some instant
     */
    long nanoTime();

    /**
     * Returns the wall-clock time as far as this machine knows it. It may jump and may be years off.
     *
     * @return milliseconds since 1970-01-01T00:00Z
     */
    long wallMillis();

    /**
     * Tells whether the caller runs on this loop.
     *
     * @return whether the current task is one of this loop's
     */
    boolean inLoop();

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Timer {
        /** Takes the task back; does nothing if it ran or was taken back before. Call it on the loop. */
        void cancel();
    }
}

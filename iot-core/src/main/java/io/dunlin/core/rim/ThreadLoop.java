/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import io.dunlin.core.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A loop on one thread of its own. A task whose time has come joins the end of the queue, so timers and messages starve
 * neither each other nor anyone. A closed loop drops what it is given.
 */
public final class ThreadLoop implements Loop, AutoCloseable {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Object monitor = new Object();
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private final TreeSet<Waiting> waiting = new TreeSet<>();
    private final Consumer<? super Throwable> uncaught;
    private final Thread thread;
    private long scheduled;
    private boolean closed;

    private ThreadLoop(String name, boolean daemon, Consumer<? super Throwable> uncaught) {
        this.uncaught = uncaught;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(daemon);
    }

    /**
     * Starts a loop on a daemon thread, which does not keep the process alive.
     *
     * @param name the thread's name
     * @param uncaught told, on the loop, what a task threw
     * @return the running loop
     */
    public static ThreadLoop start(String name, Consumer<? super Throwable> uncaught) {
        return start(name, true, uncaught);
    }

    /**
     * Starts a loop.
     *
     * @param name the thread's name
     * @param daemon whether the process may end while the loop runs
     * @param uncaught told, on the loop, what a task threw
     * @return the running loop
     */
    public static ThreadLoop start(String name, boolean daemon, Consumer<? super Throwable> uncaught) {
        ThreadLoop loop = new ThreadLoop(name, daemon, uncaught);
        loop.thread.start();
        return loop;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (monitor) {
            if (!closed) {
                queue.add(task);
                monitor.notifyAll();
            }
        }
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        synchronized (monitor) {
            Waiting entry = new Waiting(nanoTime() + Math.max(0, delayNanos), scheduled++, task);
            if (!closed) {
                waiting.add(entry);
                monitor.notifyAll();
            }
            return entry;
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    /** Closes the loop and lets the tasks that wait in the queue run, for at most five seconds. */
    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }

    /**
     * Closes the loop: takes nothing more, forgets what is scheduled for later, and runs what waits in the queue.
     *
     * @param patience how long to wait for the end of the queue; called on the loop itself, it does not wait
     * @return whether the loop has ended
     */
    public boolean close(Duration patience) {
        synchronized (monitor) {
            closed = true;
            waiting.clear();
            monitor.notifyAll();
        }
        if (inLoop()) {
            return false;
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + patience.toNanos();
        while (thread.isAlive() && deadline - System.nanoTime() > 0) {
            try {
                thread.join(Math.max(1, (deadline - System.nanoTime()) / NANOS_PER_MILLI));
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void run() {
        for (Runnable task = next(); task != null; task = next()) {
            runGuarded(task);
        }
    }

    private void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) {
            try {
                uncaught.accept(thrown);
            } catch (Throwable thrownAgain) {
                thread.getUncaughtExceptionHandler().uncaughtException(thread, thrownAgain);
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (monitor) {
            long delay = moveDue();
            while (queue.isEmpty() && !closed) {
                try {
                    monitor.wait(delay / NANOS_PER_MILLI, (int) (delay % NANOS_PER_MILLI));
                } catch (InterruptedException e) {
                    // Interrupts belong to tasks; the loop ends only by close().
                }
                delay = moveDue();
            }
            return queue.poll();
        }
    }

    /** Moves what is due to the queue and returns how long the next task waits, 0 (for ever) if there is none. */
    private long moveDue() {
        while (!waiting.isEmpty()) {
            long delay = waiting.first().due - nanoTime();
            if (delay > 0) {
                return delay;
            }
            queue.add(waiting.pollFirst());
        }
        return 0;
    }

    /** A task with its time; equal times run in the order given. */
    private final class Waiting implements Timer, Runnable, Comparable<Waiting> {

        private final long due;
        private final long order;
        private final Runnable task;
        private boolean cancelled;

        Waiting(long due, long order, Runnable task) {
            this.due = due;
            this.order = order;
            this.task = task;
        }

        @Override
        public void cancel() {
            synchronized (monitor) {
                cancelled = true;
                waiting.remove(this);
            }
        }

        @Override
        public void run() {
            synchronized (monitor) {
                if (cancelled) {
                    return;
                }
            }
            task.run();
        }

        @Override
        public int compareTo(Waiting other) {
            int byTime = Long.signum(due - other.due);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}

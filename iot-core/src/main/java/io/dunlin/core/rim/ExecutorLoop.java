/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import io.dunlin.core.Loop;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A loop on an executor of one thread: a thread of its own, or one of Netty's event loops. A task whose time has come
 * waits for its turn like any other, so timers and messages starve neither each other nor anyone. A closed loop drops
 * what it is given.
 */
public final class ExecutorLoop implements Loop, AutoCloseable {

    private static final Timer DROPPED = () -> {};

    private final ScheduledExecutorService executor;
    private final BooleanSupplier inLoop;
    private final Consumer<? super Throwable> uncaught;

    private ExecutorLoop(
            ScheduledExecutorService executor, BooleanSupplier inLoop, Consumer<? super Throwable> uncaught) {
        this.executor = executor;
        this.inLoop = inLoop;
        this.uncaught = uncaught;
    }

    /**
     * Starts a loop on a daemon thread, which does not keep the process alive.
     *
     * @param name the thread's name
     * @param uncaught told, on the loop, what a task threw
     * @return the running loop
     */
    public static ExecutorLoop start(String name, Consumer<? super Throwable> uncaught) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
        Thread[] only = new Thread[1];
        // Tasks are guarded, so the thread does not die and is not replaced.
        executor.setThreadFactory(task -> {
            only[0] = new Thread(task, name);
            only[0].setDaemon(true);
            return only[0];
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
        executor.prestartCoreThread();
        Thread thread = only[0];
        return over(executor, () -> Thread.currentThread() == thread, uncaught);
    }

    /**
     * Makes a loop of an executor.
     *
     * @param executor runs one task at a time, in the order given
     * @param inLoop tells whether the caller is the executor's thread
     * @param uncaught told, on the loop, what a task threw
     * @return the loop
     */
    public static ExecutorLoop over(
            ScheduledExecutorService executor, BooleanSupplier inLoop, Consumer<? super Throwable> uncaught) {
        return new ExecutorLoop(executor, inLoop, uncaught);
    }

    /**
     * Returns what runs the tasks, for a rim that has its channels on the same thread.
     *
     * @return the executor
     */
    public ScheduledExecutorService executor() {
        return executor;
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            // The loop is closed.
        }
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        try {
            ScheduledFuture<?> scheduled =
                    executor.schedule(() -> run(task), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException e) {
            return DROPPED;
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) {
            report(thrown);
        }
    }

    private void report(Throwable thrown) {
        try {
            uncaught.accept(thrown);
        } catch (Throwable thrownAgain) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrownAgain);
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
        return inLoop.getAsBoolean();
    }

    /** Closes the loop and lets the tasks that wait in the queue run, for at most five seconds. */
    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }

    /**
     * Closes the loop and its executor: takes nothing more, forgets what is scheduled for later, and runs what waits in
     * the queue.
     *
     * @param patience how long to wait for the end of the queue; called on the loop itself, it does not wait
     * @return whether the loop has ended
     */
    public boolean close(Duration patience) {
        executor.shutdown();
        if (inLoop()) {
            return false;
        }
        try {
            return executor.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return executor.isTerminated();
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import io.dunlin.core.Loop;
import io.dunlin.core.StorageWorker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does the jobs of one store in order, on a thread of its own or on an executor that many stores share, and reports on
 * a loop. A closed worker finishes what it was given and reports every later job as failed.
 */
public final class ThreadStorageWorker implements StorageWorker, AutoCloseable {

    private final Executor executor;
    private final @Nullable ExecutorService owned;
    private final Loop loop;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private boolean running;
    private boolean closed;

    private ThreadStorageWorker(Executor executor, @Nullable ExecutorService owned, Loop loop) {
        this.executor = executor;
        this.owned = owned;
        this.loop = loop;
    }

    /**
     * Starts a worker on a daemon thread of its own.
     *
     * @param name the thread's name
     * @param loop where to report
     * @return the worker
     */
    public static ThreadStorageWorker start(String name, Loop loop) {
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread created = new Thread(task, name);
            created.setDaemon(true);
            return created;
        });
        return new ThreadStorageWorker(thread, thread, loop);
    }

    /**
     * Makes a worker on threads that others use too. Jobs of this worker still run one at a time.
     *
     * @param executor where to work; it must not interrupt its threads
     * @param loop where to report
     * @return the worker
     */
    public static ThreadStorageWorker on(Executor executor, Loop loop) {
        return new ThreadStorageWorker(executor, null, loop);
    }

    @Override
    public <T extends @Nullable Object> void submit(Job<T> job, Report<? super T> report) {
        synchronized (queue) {
            if (!closed) {
                queue.add(() -> work(job, report));
                if (!running) {
                    running = true;
                    executor.execute(this::runOne);
                }
                return;
            }
        }
        loop.execute(() -> report.failed(new IllegalStateException("the storage worker is closed")));
    }

    /** Takes no more jobs, and waits at most five seconds for those that it has. */
    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }

    /**
     * Takes no more jobs and waits for those that it has.
     *
     * @param patience how long
     * @return whether all jobs have ended
     */
    public boolean close(Duration patience) {
        boolean idle = awaitIdle(System.nanoTime() + patience.toNanos());
        if (owned != null) {
            owned.shutdown();
        }
        return idle;
    }

    private boolean awaitIdle(long deadline) {
        synchronized (queue) {
            closed = true;
            while (running) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(queue, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    /** Does one job and queues behind the executor's other users for the next. */
    private void runOne() {
        Runnable job;
        synchronized (queue) {
            job = queue.remove();
        }
        job.run();
        synchronized (queue) {
            if (queue.isEmpty()) {
                running = false;
                queue.notifyAll();
            } else {
                executor.execute(this::runOne);
            }
        }
    }

    private <T extends @Nullable Object> void work(Job<T> job, Report<? super T> report) {
        T result;
        try {
            result = job.run();
        } catch (Exception failure) {
            loop.execute(() -> report.failed(failure));
            return;
        } catch (Error error) {
            loop.execute(() -> report.failed(new IllegalStateException("a storage job died", error)));
            return;
        }
        loop.execute(() -> report.done(result));
    }
}

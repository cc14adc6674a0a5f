/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks one at a time and in order, on threads of a pool. Thread-safe. */
final class SerialExecutor implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

    /** After so many tasks the thread goes back to the pool, so that others get their turn. */
    private static final int TASKS_PER_TURN = 64;

    private final Executor pool;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    SerialExecutor(Executor pool) {
        this.pool = pool;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        turn();
    }

    /** Counts the tasks that wait. */
    int backlog() {
        synchronized (tasks) {
            return tasks.size();
        }
    }

    private void turn() {
        try {
            pool.execute(this::run);
        } catch (RejectedExecutionException e) {
            LOG.debug("a callback came after the end", e);
        }
    }

    private void run() {
        for (int i = 0; i < TASKS_PER_TURN; i++) {
            Runnable task = next();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a callback threw", e);
            }
        }
        turn();
    }

    private @Nullable Runnable next() {
        synchronized (tasks) {
            Runnable task = tasks.poll();
            running = task != null;
            return task;
        }
    }
}

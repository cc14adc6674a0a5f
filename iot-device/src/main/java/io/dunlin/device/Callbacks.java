/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Loop;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs the user's code off the loop, one job at a time and in order, and comes back to the loop. A job that waits gives
 * way to a newer one of the same key, so there are never more than there are keys. Lives on the loop.
 *
 * @param <K> tells jobs apart
 */
final class Callbacks<K> {

    private static final long RETRY_NANOS = 1_000_000_000L;

    private final Loop loop;
    private final Executor executor;
    private final Map<K, Job> waiting = new LinkedHashMap<>();
    private boolean running;

    /** A job. */
    interface Job {
        /** Runs off the loop; what it throws is ignored. */
        void run();

        /** Follows on the loop. */
        default void done() {}

        /** Called on the loop instead of the other two when a newer job of the same key took its place. */
        default void replaced() {}
    }

    Callbacks(Loop loop, Executor executor) {
        this.loop = loop;
        this.executor = executor;
    }

    void add(K key, Job job) {
        Job before = waiting.put(key, job);
        if (before != null) {
            // Not at once: the caller may be inside a kernel's output.
            loop.execute(before::replaced);
        }
        next();
    }

    int waiting() {
        return waiting.size();
    }

    private void next() {
        if (running || waiting.isEmpty()) {
            return;
        }
        Map.Entry<K, Job> first = waiting.entrySet().iterator().next();
        K key = first.getKey();
        Job job = first.getValue();
        running = true;
        try {
            executor.execute(() -> run(job));
            waiting.remove(key, job);
        } catch (RejectedExecutionException e) {
            loop.schedule(RETRY_NANOS, this::resume);
        }
    }

    private void run(Job job) {
        try {
            job.run();
        } finally {
            loop.execute(() -> {
                try {
                    job.done();
                } finally {
                    resume();
                }
            });
        }
    }

    private void resume() {
        running = false;
        next();
    }
}

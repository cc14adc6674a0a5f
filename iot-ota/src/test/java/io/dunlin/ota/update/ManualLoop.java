/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.core.Loop;
import io.dunlin.core.StorageWorker;
import io.dunlin.testkit.PowerCut;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A loop in virtual time whose storage worker works at once; run by the test. */
final class ManualLoop implements Loop, StorageWorker {

    private record Due(long at, long order, Runnable task) {}

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Due> timers =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private long order;
    long nanos = -5_000_000_000L;
    long wallMillis = 500_000;

    /** Runs what is due, and what becomes due within a span of virtual time. */
    void run(long span) {
        long end = nanos + span;
        while (true) {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            } else if (!timers.isEmpty() && timers.peek().at() <= end) {
                Due due = timers.poll();
                nanos = Math.max(nanos, due.at());
                due.task().run();
            } else {
                return;
            }
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        Due due = new Due(nanos + Math.max(0, delayNanos), order++, task);
        timers.add(due);
        return () -> timers.remove(due);
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public long wallMillis() {
        return wallMillis;
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public <T extends @Nullable Object> void submit(Job<T> job, Report<? super T> report) {
        execute(() -> {
            T result;
            try {
                result = job.run();
            } catch (PowerCut e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                report.failed(e);
                return;
            }
            report.done(result);
        });
    }
}

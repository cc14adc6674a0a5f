/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.security;

import io.dunlin.core.Loop;
import io.dunlin.core.StorageWorker;
import io.dunlin.testkit.PowerCut;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A loop that is turned by hand; its worker works at once, so a {@link PowerCut} reaches whoever turns. */
final class HandLoop implements Loop, StorageWorker {

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<Timed> timers = new ArrayList<>();
    private final long startMillis;
    private long nowNanos;

    HandLoop(long startMillis) {
        this.startMillis = startMillis;
    }

    private record Timed(long at, Runnable task) {}

    /** Turns until a condition holds or nothing is left to do within some turns. */
    void turnUntil(BooleanSupplier done, int mostTurns) {
        for (int i = 0; i < mostTurns && !done.getAsBoolean(); i++) {
            if (tasks.isEmpty()) {
                Timed next =
                        timers.stream().min(Comparator.comparingLong(Timed::at)).orElse(null);
                if (next == null) {
                    return;
                }
                timers.remove(next);
                nowNanos = Math.max(nowNanos, next.at());
                next.task().run();
            } else {
                tasks.remove().run();
            }
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        Timed timed = new Timed(nowNanos + Math.max(0, delayNanos), task);
        timers.add(timed);
        return () -> timers.remove(timed);
    }

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public long wallMillis() {
        return startMillis + nowNanos / 1_000_000;
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public <T> void submit(Job<T> job, Report<? super T> report) {
        try {
            T result = job.run();
            execute(() -> report.done(result));
        } catch (IOException e) {
            execute(() -> report.failed(e));
        }
    }
}

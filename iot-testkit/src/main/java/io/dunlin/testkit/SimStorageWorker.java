/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import io.dunlin.core.StorageWorker;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The storage worker of one boot of a {@link SimNode}: each job runs at one instant, some virtual time after the one
 * before it, and is reported some time later, so that a crash can fall before, inside and after it, and before its
 * report.
 */
public final class SimStorageWorker implements StorageWorker {

    private final Simulation simulation;
    private final SimNode node;
    private final SimLoop loop;
    private final SeededRandom random;
    private final Deque<Queued<?>> jobs = new ArrayDeque<>();
    private long lastReport;
    private boolean busy;

    SimStorageWorker(Simulation simulation, SimNode node, SimLoop loop, SeededRandom random) {
        this.simulation = simulation;
        this.node = node;
        this.loop = loop;
        this.random = random;
    }

    /** A job that waits. */
    private record Queued<T extends @Nullable Object>(Job<T> job, Report<? super T> report) {
        /** Runs the job and returns what tells of it. */
        Runnable run() {
            try {
                T result = job.run();
                return () -> report.done(result);
            } catch (PowerCut cut) {
                throw cut;
            } catch (IOException | RuntimeException failure) {
                return () -> report.failed(failure);
            }
        }
    }

    @Override
    public <T extends @Nullable Object> void submit(Job<T> job, Report<? super T> report) {
        jobs.add(new Queued<>(job, report));
        if (!busy) {
            startNext();
        }
    }

    /**
     * Returns how many jobs were submitted and did not run yet.
     *
     * @return at least 0
     */
    public int waiting() {
        return jobs.size();
    }

    private void startNext() {
        busy = loop.isAlive() && !jobs.isEmpty();
        if (busy) {
            simulation.schedule(node.drawStorageDelay(random), node.index(), this::runFirst);
        }
    }

    private void runFirst() {
        if (!loop.isAlive()) {
            return;
        }
        Queued<?> first = jobs.remove();
        simulation.runOff(node, () -> {
            Runnable report = first.run();
            // Reports keep the order of their jobs.
            lastReport = Math.max(lastReport, simulation.nanoTime() + node.drawStorageDelay(random) / 4);
            loop.schedule(lastReport - simulation.nanoTime(), report);
        });
        startNext();
    }
}

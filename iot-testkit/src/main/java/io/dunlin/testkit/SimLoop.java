/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import io.dunlin.core.Loop;
import java.util.concurrent.Executor;

/**
 * The loop of one boot of a {@link SimNode}. When the node goes down its tasks vanish and it takes no new ones. As an
 * {@link Executor} it also stands in for the threads that call users back.
 */
public final class SimLoop implements Loop, Executor {

    private final Simulation simulation;
    private final SimNode node;
    private final long origin;
    private boolean alive = true;

    SimLoop(Simulation simulation, SimNode node, long origin) {
        this.simulation = simulation;
        this.node = node;
        this.origin = origin;
    }

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        if (!alive) {
            return () -> {};
        }
        return simulation.schedule(Math.max(0, delayNanos), node.index(), () -> run(task));
    }

    @Override
    public long nanoTime() {
        return simulation.nanoTime() + origin;
    }

    @Override
    public long wallMillis() {
        return node.wallMillis();
    }

    @Override
    public boolean inLoop() {
        return simulation.currentLoop() == this;
    }

    /** Runs a task now, as a task of this loop. */
    void run(Runnable task) {
        if (alive) {
            simulation.runOn(this, node, task);
        }
    }

    boolean isAlive() {
        return alive;
    }

    void end() {
        alive = false;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import io.dunlin.core.Storage;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A machine of a {@link Simulation}: a loop, a storage worker, a disk, a wall clock, randomness, and the program that it
 * runs when it boots. A crash takes all of its tasks and the power of its disk; the next boot starts the program again on
 * what survived.
 */
public final class SimNode {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long PARTS_PER_MILLION = 1_000_000;
    private static final long SLOW_STORAGE_FACTOR = 20;

    private final Simulation simulation;
    private final String name;
    private final int index;
    private final SeededRandom own;
    private final SeededRandom random;
    private final FaultyStorage disk;
    private Consumer<SimNode> program = node -> {};
    private @Nullable SimLoop loop;
    private @Nullable SimStorageWorker worker;
    private @Nullable Storage storage;
    private int boots;
    private long wallOffsetMillis;
    private long wallDriftPpm;
    private long storageDelayMin = 20_000;
    private long storageDelayMax = 2_000_000;
    private long restartMin = -1;
    private long restartMax = -1;

    SimNode(Simulation simulation, String name, int index, SeededRandom own) {
        this.simulation = simulation;
        this.name = name;
        this.index = index;
        this.own = own;
        this.random = own.fork("random");
        this.disk = new FaultyStorage(own.fork("disk"));
        disk.observe(event -> simulation.log(name, event));
    }

    /**
     * Sets what the machine runs when it boots: it builds the device application on this node's ports.
     *
     * @param bootProgram called on the loop as its first task, at each boot
     * @return this
     */
    public SimNode program(Consumer<SimNode> bootProgram) {
        this.program = bootProgram;
        return this;
    }

    /**
     * Lets the node boot by itself some time after each crash or kill.
     *
     * @param min the shortest time that it stays down
     * @param max the longest
     * @return this
     */
    public SimNode restartsAfter(Duration min, Duration max) {
        this.restartMin = min.toNanos();
        this.restartMax = max.toNanos();
        return this;
    }

    /**
     * Sets how long a job of the storage worker takes; one in a hundred takes twenty times the longest.
     *
     * @param min the shortest time
     * @param max the longest time
     * @return this
     */
    public SimNode storageDelay(Duration min, Duration max) {
        this.storageDelayMin = min.toNanos();
        this.storageDelayMax = max.toNanos();
        return this;
    }

    /** Boots the machine; does nothing if it is up. */
    public void boot() {
        if (isUp()) {
            return;
        }
        storage = disk.isOn() ? disk.storage() : disk.restart();
        boots++;
        log("boot " + boots);
        SimLoop newLoop = new SimLoop(simulation, this, own.nextLong(1L << 40));
        loop = newLoop;
        worker = new SimStorageWorker(simulation, this, newLoop, own.fork("worker " + boots));
        newLoop.execute(() -> program.accept(this));
    }

    /** Cuts the power: all tasks vanish, the disk loses what was not forced, the network hears nothing of it. */
    public void crash() {
        goDown(false);
    }

    /** Ends the process, as kill -9 does: all tasks vanish, but the disk keeps its writes and streams are reset. */
    public void kill() {
        goDown(true);
    }

    /** Cuts the power if it is on, and boots. */
    public void restart() {
        crash();
        boot();
    }

    /**
     * Tells whether the machine runs.
     *
     * @return false before the first boot and after a crash or kill
     */
    public boolean isUp() {
        return loop != null && loop.isAlive();
    }

    /**
     * Returns how often the machine booted.
     *
     * @return 0 before the first boot
     */
    public int boots() {
        return boots;
    }

    /**
     * Returns the machine's name, also its address in the network.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the loop of the latest boot.
     *
     * @return the loop; it takes no tasks while the node is down
     */
    public SimLoop loop() {
        return booted(loop);
    }

    /**
     * Returns the storage worker of the latest boot.
     *
     * @return the worker; it takes no jobs while the node is down
     */
    public SimStorageWorker worker() {
        return booted(worker);
    }

    /**
     * Returns the root directory as the latest boot sees it.
     *
     * @return the storage, for the jobs of the worker; it throws {@link PowerCut} while the node is down
     */
    public Storage storage() {
        return booted(storage);
    }

    /**
     * Returns the disk, to plan its faults.
     *
     * @return the disk
     */
    public FaultyStorage disk() {
        return disk;
    }

    /**
     * Returns this node's randomness, which goes on over restarts.
     *
     * @return a sequence that depends on the simulation's seed and the node's name
     */
    public SeededRandom random() {
        return random;
    }

    /**
     * Returns the network that all nodes share.
     *
     * @return the network
     */
    public SimNetwork network() {
        return simulation.network();
    }

    /**
     * Returns what this node's wall clock shows.
     *
     * @return milliseconds since 1970-01-01T00:00Z
     */
    public long wallMillis() {
        long millis = simulation.nanoTime() / NANOS_PER_MILLI;
        return Simulation.START_WALL_MILLIS + millis + millis * wallDriftPpm / PARTS_PER_MILLION + wallOffsetMillis;
    }

    /**
     * Sets the wall clock, also backwards.
     *
     * @param millis what it shows from now on
     */
    public void setWallMillis(long millis) {
        wallOffsetMillis += millis - wallMillis();
        log("the wall clock jumps to " + millis);
    }

    /**
     * Lets the wall clock run too fast or too slow.
     *
     * @param partsPerMillion how much, from the start of the simulation on
     */
    public void wallDrift(int partsPerMillion) {
        this.wallDriftPpm = partsPerMillion;
    }

    /**
     * Writes a line to the simulation's log.
     *
     * @param line what happened
     */
    public void log(String line) {
        simulation.log(name, LogEntry.text(line));
    }

    @Override
    public String toString() {
        return name;
    }

    int index() {
        return index;
    }

    long drawStorageDelay(SeededRandom worker) {
        boolean slow = worker.chance(0.01);
        return slow ? storageDelayMax * SLOW_STORAGE_FACTOR : worker.between(storageDelayMin, storageDelayMax);
    }

    private void goDown(boolean killed) {
        if (!isUp()) {
            return;
        }
        log(killed ? "killed" : "crash");
        loop().end();
        if (killed) {
            disk.kill();
        } else {
            disk.cutPower();
        }
        network().machineWentDown(this, killed);
        if (restartMin >= 0) {
            simulation.schedule(own.between(restartMin, restartMax), index, this::boot);
        }
    }

    private <T> T booted(@Nullable T port) {
        return Objects.requireNonNull(port, () -> name + " was not booted yet");
    }
}

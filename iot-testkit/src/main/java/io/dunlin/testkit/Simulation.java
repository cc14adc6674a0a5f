/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A small world under virtual time: machines, their disks and the network between them, all driven by one seed in one
 * thread. An hour passes in well under a second, and the same seed gives the same run, byte for byte.
 *
 * <pre>{@code
 * Simulation.check(seed, sim -> {
 *     SimNode device = sim.node("device").program(node -> new MyDevice(node.loop(), node.worker(), node.storage()));
 *     device.boot();
 *     sim.after(Duration.ofMinutes(5), device::crash);
 *     sim.after(Duration.ofMinutes(6), device::boot);
 *     sim.await("all readings stored", Duration.ofHours(1), () -> ...);
 * });
 * }</pre>
 *
 * <p>A task that throws ends the run with an {@link AssertionError} that names the seed and shows the last events; a
 * {@link PowerCut}, from a fault planned on a node's disk, crashes that node.
 */
public final class Simulation {

    /** What all wall clocks show at the start: 2026-01-01T00:00Z. */
    public static final long START_WALL_MILLIS = 1_767_225_600_000L;

    private static final long DEFAULT_EVENT_LIMIT = 50_000_000;
    private static final String WORLD = "world";

    private final long seed;
    private final SeededRandom random;
    private final EventLog log;
    private final EventQueue queue;
    private final Map<String, SimNode> nodes = new LinkedHashMap<>();
    private final SimNetwork network;
    private @Nullable SimLoop currentLoop;
    private long now;
    private long events;
    private long eventLimit = DEFAULT_EVENT_LIMIT;

    /** What happens in one run. */
    @FunctionalInterface
    public interface Scenario {
        /**
         * Builds the world, runs it, and asserts what must hold.
         *
         * @param simulation a new, empty world
         * @throws Exception if the run failed
         */
        void run(Simulation simulation) throws Exception;
    }

    /**
     * Creates an empty world at virtual time 0.
     *
     * @param seed decides everything that chance decides
     */
    public Simulation(long seed) {
        this.seed = seed;
        this.random = new SeededRandom(seed);
        this.log = new EventLog(seed);
        this.queue = new EventQueue(random.fork("order").nextLong());
        this.network = new SimNetwork(this, random.fork("network"));
    }

    /**
     * Runs a scenario twice with one seed; both runs must succeed and be the same.
     *
     * @param seed the seed
     * @param scenario what happens; it uses no chance, time or threads but the simulation's
     * @return the hash of the run
     * @throws AssertionError if a run failed or the two differ; it names the seed and the command that runs it again
     */
    public static long check(long seed, Scenario scenario) {
        Simulation first = ran(seed, scenario);
        Simulation second = ran(seed, scenario);
        if (first.hash() != second.hash()) {
            throw new SeedFailure(seed, "two runs differ: " + first.log.firstDifference(second.log), List.of(), null);
        }
        return first.hash();
    }

    /**
     * Runs a scenario once.
     *
     * @param seed the seed
     * @param scenario what happens; it uses no chance, time or threads but the simulation's
     * @return the hash of everything that happened
     * @throws AssertionError if it failed: it names the seed, how to run it again and where all of its events are
     */
    public static long once(long seed, Scenario scenario) {
        return ran(seed, scenario).hash();
    }

    private static Simulation ran(long seed, Scenario scenario) {
        Simulation simulation = new Simulation(seed);
        try {
            scenario.run(simulation);
        } catch (Exception | AssertionError e) {
            List<String> last = simulation.log.last(EventLog.SHOWN_LINES);
            if (simulation.log.isLong()) {
                last.add(Story.write(seed, scenario));
            }
            throw new SeedFailure(seed, e.toString(), last, e);
        }
        return simulation;
    }

    /**
     * Returns the seed.
     *
     * @return what decides everything that chance decides
     */
    public long seed() {
        return seed;
    }

    /**
     * Adds a machine, or returns the one of that name. It does nothing before {@link SimNode#boot}.
     *
     * @param name the machine's name and address
     * @return the machine
     */
    public SimNode node(String name) {
        return nodes.computeIfAbsent(name, n -> new SimNode(this, n, nodes.size() + 1, random.fork("node " + n)));
    }

    /** Returns a machine that was added before. */
    SimNode existingNode(String name) {
        SimNode node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("there is no machine \"" + name + "\", only " + nodes.keySet());
        }
        return node;
    }

    /**
     * Returns the network that connects all machines.
     *
     * @return the network
     */
    public SimNetwork network() {
        return network;
    }

    /**
     * Returns chance for the scenario itself.
     *
     * @return the simulation's own sequence
     */
    public SeededRandom random() {
        return random;
    }

    /**
     * Has something done from outside the machines, such as a fault.
     *
     * @param delay how long from now
     * @param action what to do
     */
    public void after(Duration delay, Runnable action) {
        schedule(delay.toNanos(), 0, action);
    }

    /**
     * Lets virtual time pass.
     *
     * @param span how long
     */
    public void run(Duration span) {
        long until = Math.addExact(now, span.toNanos());
        while (step(until)) {
            // The queue is the loop's only state.
        }
        now = until;
    }

    /**
     * Lets virtual time pass until a condition holds.
     *
     * @param what the condition in words
     * @param timeout how long to wait at most
     * @param condition asked before the first event and after each
     * @return how long it took
     * @throws AssertionError if the condition does not hold in time
     */
    public Duration await(String what, Duration timeout, BooleanSupplier condition) {
        long start = now;
        long until = Math.addExact(now, timeout.toNanos());
        while (!condition.getAsBoolean()) {
            if (!step(until)) {
                throw new AssertionError("not within " + timeout + ": " + what);
            }
        }
        return Duration.ofNanos(now - start);
    }

    /**
     * Bounds the run, so that a loop without end fails instead of hanging.
     *
     * @param limit how many events may happen in this world, 50 million by default
     */
    public void limitEvents(long limit) {
        this.eventLimit = limit;
    }

    /**
     * Returns the virtual time.
     *
     * @return nanoseconds since the start
     */
    public long nanoTime() {
        return now;
    }

    /**
     * Returns how many events happened.
     *
     * @return tasks, arrivals and actions
     */
    public long events() {
        return events;
    }

    /**
     * Returns how much is still to happen: tasks, timers and messages on their way.
     *
     * @return the number of events that wait for their time
     */
    public int pendingEvents() {
        return queue.size();
    }

    /**
     * Writes a line to the log.
     *
     * @param line what happened
     */
    public void log(String line) {
        log(WORLD, LogEntry.text(line));
    }

    /**
     * Returns the log: the seed on the first line, then one line per event.
     *
     * @return the latest 20 000 lines
     */
    public List<String> log() {
        return log.lines();
    }

    /**
     * Passes each line on as it is logged, to watch a run.
     *
     * @param sink who gets the lines
     */
    public void echo(Consumer<String> sink) {
        log.echo(sink);
    }

    /**
     * Returns the hash of all that happened so far.
     *
     * @return equal for equal runs
     */
    public long hash() {
        return log.hash();
    }

    void log(String who, LogEntry entry) {
        log.add(now, who, entry);
    }

    SimEvent schedule(long delayNanos, int node, Runnable task) {
        return queue.add(Math.addExact(now, delayNanos), node, task);
    }

    @Nullable
    SimLoop currentLoop() {
        return currentLoop;
    }

    void runOn(SimLoop loop, SimNode node, Runnable task) {
        SimLoop outer = currentLoop;
        currentLoop = loop;
        try {
            runOff(node, task);
        } finally {
            currentLoop = outer;
        }
    }

    /** Runs something of a node that is not a task of its loop; a power cut takes the node down. */
    void runOff(SimNode node, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            // Code under test may have wrapped the power cut; without a disk there is no machine that could fail.
            if (!(e instanceof PowerCut) && node.disk().isOn()) {
                throw e;
            }
            node.crash();
        }
        if (!node.disk().isOn()) {
            node.crash();
        }
    }

    private boolean step(long until) {
        SimEvent event = queue.poll(until);
        if (event == null) {
            return false;
        }
        events++;
        if (events > eventLimit) {
            throw new AssertionError("more than " + eventLimit + " events: does something loop without end?");
        }
        now = event.time();
        log.step(now, event.order());
        Runnable task = event.take();
        if (task != null) {
            task.run();
        }
        return true;
    }
}

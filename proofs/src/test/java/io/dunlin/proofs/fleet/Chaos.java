/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import io.dunlin.testkit.Fault;
import io.dunlin.testkit.FaultyStorage;
import io.dunlin.testkit.NetworkConditions;
import io.dunlin.testkit.SeededRandom;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Breaks things at random times, and mends what would not mend itself. */
final class Chaos {

    private static final Duration MEAN_PAUSE = Duration.ofSeconds(12);
    private static final List<Fault> POWER_CUTS =
            List.of(Fault.POWER_CUT_BEFORE, Fault.POWER_CUT_TORN, Fault.POWER_CUT_AFTER);

    private final Simulation sim;
    private final SimulatedFleet fleet;
    private final List<SimulatedDevice> devices;
    private final SeededRandom random;
    private final Map<Kind, Integer> counts = new TreeMap<>();
    private boolean over;

    /** What can break. */
    enum Kind {
        BAD_LINE,
        DEVICE_PARTITION,
        BROKER_PARTITION,
        BROKER_RESTART,
        DEVICE_POWER_CUT,
        DEVICE_POWER_CUT_IN_OPERATION,
        DEVICE_KILL,
        DEVICE_RESTART,
        DEVICE_DISK_ERROR,
        DEVICE_DISK_FULL,
        DEVICE_DISK_READ_ONLY,
        DEVICE_READ_ERROR,
        DEVICE_CLOCK_JUMP,
        FLEET_POWER_CUT,
        FLEET_POWER_CUT_AT_COMMIT,
        FLEET_KILL,
        FLEET_COMMIT_ERROR,
        FLEET_CLOCK_JUMP
    }

    /** One in so many faults is of the fleet or the broker; all others are of one device. */
    private static final int FLEET_SHARE = 10;

    Chaos(Simulation sim, SimulatedFleet fleet, List<SimulatedDevice> devices) {
        this.sim = sim;
        this.fleet = fleet;
        this.devices = devices;
        this.random = sim.random().fork("chaos");
    }

    Map<Kind, Integer> counts() {
        return counts;
    }

    void begin() {
        sim.after(Duration.ofNanos(random.nextLong(2 * MEAN_PAUSE.toNanos())), () -> {
            if (!over) {
                breakSomething();
                begin();
            }
        });
    }

    private void breakSomething() {
        SimulatedDevice device = devices.get((int) random.nextLong(devices.size()));
        Kind kind;
        if (random.nextLong(FLEET_SHARE) == 0) {
            List<Kind> kinds = List.of(
                    Kind.BROKER_PARTITION,
                    Kind.BROKER_RESTART,
                    Kind.FLEET_POWER_CUT,
                    Kind.FLEET_POWER_CUT_AT_COMMIT,
                    Kind.FLEET_POWER_CUT_AT_COMMIT,
                    Kind.FLEET_KILL,
                    Kind.FLEET_COMMIT_ERROR,
                    Kind.FLEET_COMMIT_ERROR,
                    Kind.FLEET_CLOCK_JUMP);
            kind = kinds.get((int) random.nextLong(kinds.size()));
        } else {
            List<Kind> kinds = List.of(
                    Kind.BAD_LINE,
                    Kind.DEVICE_PARTITION,
                    Kind.DEVICE_POWER_CUT,
                    Kind.DEVICE_POWER_CUT_IN_OPERATION,
                    Kind.DEVICE_POWER_CUT_IN_OPERATION,
                    Kind.DEVICE_POWER_CUT_IN_OPERATION,
                    Kind.DEVICE_KILL,
                    Kind.DEVICE_RESTART,
                    Kind.DEVICE_DISK_ERROR,
                    Kind.DEVICE_DISK_FULL,
                    Kind.DEVICE_DISK_READ_ONLY,
                    Kind.DEVICE_READ_ERROR,
                    Kind.DEVICE_READ_ERROR,
                    Kind.DEVICE_CLOCK_JUMP);
            kind = kinds.get((int) random.nextLong(kinds.size()));
            if (kind == Kind.DEVICE_READ_ERROR && !device.readsFail()) {
                kind = Kind.DEVICE_DISK_ERROR;
            }
        }
        counts.merge(kind, 1, Integer::sum);
        sim.log(kind + (kind.name().startsWith("DEVICE") || kind == Kind.BAD_LINE ? " " + device.id : ""));
        inflict(kind, device);
    }

    private void inflict(Kind kind, SimulatedDevice device) {
        SimNode node = device.node;
        FaultyStorage disk = node.disk();
        switch (kind) {
            case BAD_LINE -> {
                sim.network().conditions(node, fleet.node, NetworkConditions.BAD);
                later(20, 240, () -> sim.network().conditions(node, fleet.node, FleetWorld.GOOD_LINE));
            }
            case DEVICE_PARTITION -> {
                switch ((int) random.nextLong(4)) {
                    case 0 -> sim.network().cut(node, fleet.node);
                    case 1 -> sim.network().cut(fleet.node, node);
                    default -> sim.network().partition(node, fleet.node);
                }
                device.identity().cutOff(true);
                boolean isLong = random.chance(0.2);
                later(isLong ? 600 : 5, isLong ? 2400 : 400, () -> {
                    device.identity().cutOff(false);
                    sim.network().heal(node, fleet.node);
                });
            }
            case BROKER_PARTITION -> {
                devices.forEach(each -> sim.network().partition(each.node, fleet.node));
                later(5, 90, () -> devices.forEach(each -> sim.network().heal(each.node, fleet.node)));
            }
            case BROKER_RESTART -> fleet.outage(Duration.ofSeconds(random.between(1, 30)));
            case DEVICE_POWER_CUT -> node.crash();
            case DEVICE_POWER_CUT_IN_OPERATION ->
                disk.inject(disk.operations() + random.nextLong(30), POWER_CUTS.get((int) random.nextLong(3)));
            case DEVICE_KILL -> node.kill();
            case DEVICE_RESTART -> device.restartInOrder();
            case DEVICE_DISK_ERROR ->
                disk.inject(disk.operations() + random.nextLong(30), random.chance(0.5) ? Fault.IO_ERROR : Fault.FULL);
            case DEVICE_DISK_FULL -> {
                disk.quota(disk.usedBytes() + random.nextLong(2000));
                later(20, 300, () -> disk.quota(Long.MAX_VALUE));
            }
            case DEVICE_DISK_READ_ONLY -> {
                disk.readOnly(true);
                later(5, 90, () -> disk.readOnly(false));
            }
            case DEVICE_READ_ERROR -> disk.injectReadError(disk.reads() + random.nextLong(20));
            case DEVICE_CLOCK_JUMP -> jump(node, 7200);
            case FLEET_POWER_CUT -> fleet.node.crash();
            case FLEET_KILL -> fleet.node.kill();
            case FLEET_POWER_CUT_AT_COMMIT ->
                fleet.source.inject(
                        random.nextLong(10),
                        random.chance(0.5)
                                ? SimDatabase.CommitFault.POWER_CUT_BEFORE
                                : SimDatabase.CommitFault.POWER_CUT_AFTER);
            case FLEET_COMMIT_ERROR ->
                fleet.source.inject(
                        random.nextLong(10),
                        random.chance(0.5) ? SimDatabase.CommitFault.FAILS : SimDatabase.CommitFault.FAILS_BUT_DONE);
            case FLEET_CLOCK_JUMP -> jump(fleet.node, 60);
        }
    }

    /** A clock goes wrong, and is put right after a while. */
    private void jump(SimNode node, long mostSeconds) {
        node.setWallMillis(node.wallMillis() + random.between(-mostSeconds, mostSeconds) * 1000);
        later(30, 300, () -> rightClock(node));
    }

    private void rightClock(SimNode node) {
        node.setWallMillis(Simulation.START_WALL_MILLIS + sim.nanoTime() / 1_000_000);
    }

    private void later(long fromSeconds, long toSeconds, Runnable mend) {
        sim.after(Duration.ofSeconds(random.between(fromSeconds, toSeconds)), mend);
    }

    /** Ends all trouble. */
    void end() {
        over = true;
        sim.log("all faults end");
        fleet.source.clearFaults();
        rightClock(fleet.node);
        fleet.node.boot();
        for (SimulatedDevice device : devices) {
            device.identity().calm();
            device.node.disk().clearFaults();
            device.node.disk().quota(Long.MAX_VALUE);
            device.node.disk().readOnly(false);
            sim.network().heal(device.node, fleet.node);
            sim.network().conditions(device.node, fleet.node, FleetWorld.GOOD_LINE);
            rightClock(device.node);
            device.node.boot();
        }
    }
}

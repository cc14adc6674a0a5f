/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.core.command.Semantics;
import io.dunlin.core.twin.JournaledTwin;
import io.dunlin.core.twin.When;
import io.dunlin.fleet.Fleet;
import io.dunlin.fleet.rollout.RolloutView;
import io.dunlin.ota.rollout.RolloutStatus;
import io.dunlin.testkit.NetworkConditions;
import io.dunlin.testkit.SeededRandom;
import io.dunlin.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Twenty devices and their fleet, what people ask of them, and what goes wrong, for an hour. */
final class FleetWorld implements AutoCloseable {

    static final int DEVICES = 20;
    static final String FLEET = "fleet";
    static final String FLEET_KEY = "fleet-1";
    static final String FLEET_SECRET = "the fleet's own";
    static final String FIRMWARE_KEY = "firmware-1";
    static final String FIRMWARE_SECRET = "the builders' own";
    static final String TIME_KEY = "time-1";
    static final String TIME_SECRET = "the clock's own";

    /** Mobile, without a limit on bytes: in an hour, each line is bad for a while anyway. */
    static final NetworkConditions GOOD_LINE =
            new NetworkConditions(Duration.ofMillis(30), Duration.ofMillis(150), 0.01, 0.005, 0.02, 0, 0);

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SETTLING = Duration.ofMinutes(30);
    private static final Duration STEP = Duration.ofSeconds(15);
    private static final long MOST_EVENTS = DEVICES * 150L;

    private final Simulation sim;
    private final SeededRandom operator;
    private final Hostile hostile;
    private final Chaos chaos;
    private final SimulatedFleet fleet;
    private final List<SimulatedDevice> devices = new ArrayList<>();
    private final CommandLedger commands = new CommandLedger();
    private Duration settled = Duration.ZERO;
    private long storedRows;
    private long lostRows;
    private int mostPending;
    private boolean over;

    FleetWorld(Simulation sim, Sabotage sabotage) throws Exception {
        this.sim = sim;
        this.operator = sim.random().fork("operator");
        sim.network().conditions(GOOD_LINE);
        SimCrypto.begin(sim.random().fork("keys"));
        sim.node(FLEET);
        hostile = new Hostile(sim);
        for (int i = 0; i < DEVICES; i++) {
            SimulatedDevice device = new SimulatedDevice(sim, i, commands, hostile, sabotage);
            devices.add(device);
        }
        List<DeviceId> names =
                new ArrayList<>(devices.stream().map(device -> device.id).toList());
        names.add(Hostile.MALLORY);
        fleet = new SimulatedFleet(sim, names, sabotage);
        for (SimulatedDevice device : devices) {
            device.identity(new IdentityLedger(device.id, fleet, sim.random().fork("enrolment of " + device.id)));
        }
        chaos = new Chaos(sim, fleet, devices);
    }

    /** Fails if a queue is longer than it may be. */
    static void atMost(String what, long actual, long limit) {
        if (actual > limit) {
            throw new AssertionError(what + ": " + actual + ", more than " + limit);
        }
    }

    /** Lets the hour pass, ends all trouble, waits until everything has come to rest, and checks what must hold. */
    void run() throws Exception {
        fleet.node.boot();
        devices.forEach(device -> device.node.boot());
        chaos.begin();
        repeat(Duration.ofSeconds(20), this::ask);
        sim.after(Duration.ofMinutes(5), () -> rollOut(Firmware.SPRING));
        sim.after(Duration.ofMinutes(30), () -> rollOut(Firmware.AUTUMN));
        repeat(Duration.ofSeconds(15), hostile::strike);
        pass(HOUR);
        over = true;
        chaos.end();
        pass(Duration.ofMinutes(1));
        devices.forEach(SimulatedDevice::stopSensing);
        settle();
        verify();
    }

    private void repeat(Duration meanPause, Runnable action) {
        sim.after(Duration.ofNanos(operator.nextLong(2 * meanPause.toNanos())), () -> {
            if (!over) {
                action.run();
                repeat(meanPause, action);
            }
        });
    }

    private void pass(Duration span) {
        long until = sim.nanoTime() + span.toNanos();
        while (sim.nanoTime() < until) {
            sim.run(STEP);
            mostPending = Math.max(mostPending, sim.pendingEvents());
            atMost("events that wait", sim.pendingEvents(), MOST_EVENTS);
            fleet.verifyBounds();
            devices.forEach(SimulatedDevice::verifyBounds);
        }
    }

    /** An operator does something, if the fleet is there. */
    private void ask() {
        Fleet running = fleet.running();
        SimulatedDevice device = devices.get((int) operator.nextLong(DEVICES));
        if (running == null) {
            return;
        }
        switch ((int) operator.nextLong(10)) {
            case 0 -> renew(running, device);
            case 1, 2, 3, 4 -> command(running, device.id);
            default -> desire(running, device);
        }
    }

    private static void renew(Fleet running, SimulatedDevice device) {
        CompletableFuture<?> unused = running.identities().renew(device.id);
    }

    private void desire(Fleet running, SimulatedDevice device) {
        TwinLedger.Wish wish = TwinLedger.wish(operator);
        CompletableFuture<?> unused = running.twins()
                .desire(device.id, wish.patch(), When.always(), "operator")
                .thenAccept(device.twin.desired(wish));
    }

    private void command(Fleet running, DeviceId device) {
        String operation = List.of("open", "close", "fail").get((int) operator.nextLong(3));
        Semantics semantics = operator.chance(0.5) ? Semantics.IDEMPOTENT : Semantics.AT_MOST_ONCE;
        Duration validity = operator.chance(0.3) ? Duration.ofMinutes(3) : Duration.ofHours(3);
        CompletableFuture<?> unused = running.commands()
                .issue(device, operation, new byte[0], semantics, validity)
                .thenAccept(id -> {
                    commands.issued(id, device, operation, semantics);
                    hostile.overheard(id);
                });
    }

    /** An operator starts a rollout, and tries again until it is there. */
    private void rollOut(Firmware release) {
        if (fleet.isStarted(release)) {
            return;
        }
        Fleet running = fleet.running();
        if (running != null) {
            fleet.rollOut(
                    running, release, devices.stream().map(device -> device.id).toList());
        }
        sim.after(Duration.ofSeconds(30), () -> rollOut(release));
    }

    private void settle() {
        long start = sim.nanoTime();
        while (!isSettled()) {
            settled = Duration.ofNanos(sim.nanoTime() - start);
            if (settled.compareTo(SETTLING) > 0) {
                throw new AssertionError("not settled within " + SETTLING + ": " + unsettled());
            }
            pass(STEP);
        }
        sim.log("settled after " + settled);
    }

    private boolean isSettled() {
        return unsettled().isEmpty();
    }

    private List<String> unsettled() {
        List<String> what = new ArrayList<>();
        for (SimulatedDevice device : devices) {
            if (!device.isDrained()) {
                what.add("telemetry of " + device.id);
            } else if (!device.identity().isSettled()) {
                what.add("identity of " + device.id);
            } else if (!device.twin.agrees(fleet.twin(device.id))) {
                what.add("twin of " + device.id);
            }
        }
        for (Firmware release : List.of(Firmware.SPRING, Firmware.AUTUMN)) {
            RolloutStatus.Phase phase = fleet.rollout(release).status().phase();
            if (phase != RolloutStatus.Phase.COMPLETED) {
                what.add("rollout " + release + ": " + phase);
            }
        }
        if (!commands.isSettled(fleet::command, fleet.node.wallMillis())) {
            what.add("commands");
        }
        return what;
    }

    private void verify() throws Exception {
        commands.verify(fleet::command);
        for (SimulatedDevice device : devices) {
            List<TelemetryLedger.Stored> stored = fleet.rows(device.id);
            storedRows += stored.size();
            lostRows += device.rows.verify(stored, fleet.gaps(device.id), device.mayLoseRows());
        }
        devices.forEach(SimulatedDevice::close);
        sim.run(Duration.ofSeconds(10));
        RolloutView spring = fleet.rollout(Firmware.SPRING);
        RolloutView autumn = fleet.rollout(Firmware.AUTUMN);
        for (int i = 0; i < DEVICES; i++) {
            // Both list devices in the order of their names.
            SimulatedDevice device = devices.get(i);
            device.images.verify(
                    device.bootedLast(),
                    spring.devices().get(i),
                    autumn.devices().get(i),
                    hostile.misled(device.id));
        }
        Map<SimulatedDevice, JournaledTwin> twins = new LinkedHashMap<>();
        for (SimulatedDevice device : devices) {
            device.openTwin(twin -> twins.put(device, twin));
        }
        sim.run(Duration.ofSeconds(10));
        assertThat(twins).hasSize(DEVICES);
        twins.forEach((device, twin) -> device.twin.verify(fleet.twin(device.id), twin));
        sim.log("digest of the database: " + fleet.digest());
    }

    /** Returns what happened, in numbers. */
    Figures figures() {
        Map<Chaos.Kind, Integer> faults = chaos.counts();
        long promised =
                devices.stream().mapToLong(device -> device.rows.promises()).sum();
        return new Figures(
                1,
                sim.events(),
                sim.network().statistics().sent(),
                fleet.source.commits(),
                promised,
                storedRows,
                lostRows,
                commands.runs(),
                devices.stream()
                        .mapToLong(device -> device.identity().rotations())
                        .sum(),
                devices.stream().mapToLong(device -> device.images.updates()).sum(),
                hostile.sent(),
                settled,
                mostPending,
                faults);
    }

    @Override
    public void close() throws Exception {
        SimCrypto.end();
        fleet.close();
    }
}

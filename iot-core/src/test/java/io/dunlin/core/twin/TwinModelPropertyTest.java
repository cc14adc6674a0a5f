/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/**
 * Both halves under loss, duplication, reordering, delay, crashes, restored copies, resets and edits on both sides. Each
 * number of a script is one step. After the faults the invariants must hold, each under its number.
 */
class TwinModelPropertyTest {

    private static final List<String> PATHS = List.of("a", "b.c", "b.d", "bounded", "newer", "retyped");

    @Property
    void twins_agree_whateverHappenedBefore(@ForAll long seed, @ForAll @Size(max = 250) int[] script) {
        TwinWorld world = new TwinWorld(seed);
        for (int number : script) {
            step(world, Math.floorMod(number, 32), Math.floorDiv(number, 32), true);
        }
        world.settle();
        invariants(world);
    }

    /** Without restored copies and resets nothing that was stored may be lost, and versions only grow. */
    @Property
    void twins_loseNothing_whenDisksKeepWhatWasForced(@ForAll long seed, @ForAll @Size(max = 250) int[] script) {
        TwinWorld world = new TwinWorld(seed);
        long dv = 0;
        long rv = 0;
        long have = 0;
        for (int number : script) {
            step(world, Math.floorMod(number, 32), Math.floorDiv(number, 32), false);
            FleetTwin fleet = world.fleet();
            assertThat(fleet.version()).as("invariant 3: dv never decreases").isGreaterThanOrEqualTo(dv);
            assertThat(fleet.state.mirror.have())
                    .as("invariant 3: the fleet's rv never decreases")
                    .isGreaterThanOrEqualTo(have);
            dv = fleet.version();
            have = fleet.state.mirror.have();
            rv = Math.max(rv, have);
        }
        world.settle();
        invariants(world);
        assertThat(world.device.state.author.version()).as("invariant 3: rv").isGreaterThanOrEqualTo(rv);
        assertThat(world.fleetEvents).as("no false alarm about history").doesNotContain(TwinEvent.RENUMBERED);
        assertThat(world.deviceEvents).doesNotContain(TwinEvent.RENUMBERED);
    }

    private static void step(TwinWorld world, int step, int argument, boolean disasters) {
        String path = PATHS.get(Math.floorMod(argument, PATHS.size()));
        long value = Math.floorMod(argument / PATHS.size(), 10);
        switch (step) {
            case 0, 1, 2 -> world.desire(new Patch().set(path, value));
            case 3 -> world.desire(new Patch().remove(path));
            case 4 -> world.desire(new Patch().set(path, value).set("a", value).remove("b.c"));
            case 5 -> conditional(world, path, value);
            case 6, 7 -> world.device.report("battery", Value.of(value), world.now);
            case 8 -> world.device.report("state", Value.of("s" + value), world.now);
            case 9, 10, 11, 12 -> world.deliver(argument);
            case 13 -> drop(world, argument);
            case 14, 15 -> twice(world, argument);
            case 16, 17, 18 -> world.persisted();
            case 19, 20, 21 -> world.answer(argument);
            case 22, 23 -> world.tick();
            case 24 -> {
                if (argument % 2 == 0) {
                    world.compact();
                }
                world.boot();
            }
            case 25 -> world.link(!world.up);
            case 26, 27 -> world.run();
            default -> {
                if (disasters) {
                    disaster(world, step, Math.floorMod(argument, 8));
                } else {
                    world.deliver(0);
                }
            }
        }
    }

    private static void disaster(TwinWorld world, int step, int argument) {
        switch (step) {
            case 28 -> world.rollBackFleet(argument);
            case 29 -> world.rollBackDevice(argument);
            case 30 -> {
                if (argument < 2) {
                    world.resetDevice();
                }
            }
            default -> {
                if (argument < 2) {
                    world.recreateFleet();
                }
            }
        }
    }

    private static void drop(TwinWorld world, int argument) {
        if (!world.network.isEmpty()) {
            world.network.remove(Math.floorMod(argument, world.network.size()));
        }
    }

    private static void twice(TwinWorld world, int argument) {
        if (world.network.isEmpty()) {
            return;
        }
        TwinWorld.Flight flight = world.network.get(Math.floorMod(argument, world.network.size()));
        world.deliver(flight);
        byte[] fleet = world.fleet;
        byte[] device = world.device.snapshot();
        world.deliver(flight);
        assertThat(Arrays.equals(world.fleet, fleet))
                .as("invariant 4: twice is once, at the fleet")
                .isTrue();
        assertThat(Arrays.equals(world.device.snapshot(), device))
                .as("invariant 4: twice is once, at the device")
                .isTrue();
    }

    private static void conditional(TwinWorld world, String path, long value) {
        FleetTwin before = world.fleet();
        long seen = before.version() / 2;
        DesireResult result = world.desire(new Patch().set(path, value), When.version(seen));
        if (result instanceof DesireResult.Conflict conflict) {
            assertThat(conflict.path()).as("invariant 6: the winner is named").isEqualTo(path);
            assertThat(conflict.dv()).isGreaterThan(seen);
            assertThat(conflict.current()).isEqualTo(world.wanted.get(path));
        }
    }

    private static void invariants(TwinWorld world) {
        FleetTwin fleet = world.fleet();
        DeviceTwin device = world.device;
        assertThat(fleet.desired())
                .as("invariant 6: accepted writes are visible")
                .isEqualTo(world.wanted);
        Map<String, Value> known = new TreeMap<>();
        for (String path : PATHS) {
            Value value = device.desired(path);
            if (value != null) {
                known.put(path, value);
            }
        }
        assertThat(known)
                .as("invariants 1 and 12: the device wants what the fleet desires, nothing else")
                .isEqualTo(world.wanted);
        for (Map.Entry<String, Value> each : world.wanted.entrySet()) {
            Ack ack = fleet.ack(each.getKey());
            assertThat(ack.state())
                    .as("invariants 1 and 9: %s is answered", each)
                    .isEqualTo(expected(each.getKey(), ((Value.Int) each.getValue()).value()));
            if (ack.state() == Ack.State.APPLIED) {
                assertThat(device.reported(each.getKey()))
                        .as("what is applied is in force")
                        .isEqualTo(each.getValue());
            }
        }
        Map<String, Value> inForce = new TreeMap<>();
        for (String path : TwinWorld.FLEET_SCHEMA.paths().keySet()) {
            Value value = device.reported(path);
            if (value != null) {
                inForce.put(path, value);
            }
        }
        assertThat(fleet.reported()).as("invariants 2 and 17: what is reported").isEqualTo(inForce);
        assertThat(fleet.state.author.space.digest())
                .as("invariant 15: digests of what is desired")
                .isEqualTo(device.state.mirror.space.digest());
        assertThat(fleet.state.mirror.space.digest())
                .as("invariant 15: digests of what is reported")
                .isEqualTo(device.state.author.space.digest());
        if (fleet.version() > 0) {
            assertThat(fleet.convergence(fleet.version()).kind()).isNotEqualTo(Convergence.Kind.PENDING);
        }
        long version = fleet.version();
        Patch same = new Patch();
        world.wanted.forEach(same::set);
        assertThat(world.desire(same))
                .as("invariant 10: an unchanged value takes no version")
                .isEqualTo(new DesireResult.Unchanged(version));
        assertThat(world.run()).as("invariant 10: nothing is said without need").isZero();
        world.desire(new Patch().set("a", version % 5 == 0 ? 6 : version % 5));
        assertThat(world.run()).as("invariant 10: at most three rounds").isLessThanOrEqualTo(6);
    }

    private static Ack.State expected(String path, long value) {
        if (path.equals("newer") || path.equals("retyped")) {
            return Ack.State.UNKNOWN;
        }
        if (path.equals("bounded") && value > 5) {
            return Ack.State.REJECTED;
        }
        if (value == TwinWorld.REFUSED) {
            return Ack.State.REJECTED;
        }
        return value == TwinWorld.ADAPTED ? Ack.State.ADAPTED : Ack.State.APPLIED;
    }
}

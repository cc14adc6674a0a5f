/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Order, size, limits and damage of messages. */
class TwinMessagesPropertyTest {

    private static final List<String> PATHS = List.of("a", "b.c", "b.d", "bounded");

    @Property
    void anyOrder_leadsToTheSameState(@ForAll long seed, @ForAll @Size(min = 1, max = 20) int[] edits) {
        TwinWorld world = new TwinWorld(seed);
        world.settle();
        List<TwinWorld.Flight> updates = new ArrayList<>();
        for (int edit : edits) {
            String path = PATHS.get(Math.floorMod(edit, PATHS.size()));
            long value = Math.floorMod(edit / 4, 6);
            world.desire(value == 0 ? new Patch().remove(path) : new Patch().set(path, value));
            updates.addAll(world.network);
            world.network.clear();
        }
        Collections.shuffle(updates, new Random(seed));
        updates.forEach(world::deliver);
        for (String path : PATHS) {
            assertThat(world.device.desired(path)).as("invariant 5: %s", path).isEqualTo(world.wanted.get(path));
        }
        assertThat(world.device.state.mirror.space.digest())
                .as("invariant 15")
                .isEqualTo(world.fleet().state.author.space.digest());
    }

    @Test
    void resync_takesAtMost100Bytes_whenOneOf200PathsChanged() {
        Resync small = resync(1);
        assertThat(small.asked() + small.answered()).as("invariant 13").isLessThanOrEqualTo(100);
        Resync ten = resync(10);
        assertThat(ten.asked() + ten.answered()).isLessThanOrEqualTo(100 + 9 * 24);
    }

    private record Resync(int asked, int answered) {}

    private static Resync resync(int changed) {
        TwinSchema.Builder paths = TwinSchema.builder();
        Patch all = new Patch();
        for (int i = 0; i < 200; i++) {
            paths.desired("report.every" + i, Value.Type.INTEGER);
            all.set("report.every" + i, i);
        }
        TwinWorld world = new TwinWorld(1);
        world.fleetSchema = paths.build();
        world.deviceSchema = world.fleetSchema;
        world.limits = new TwinLimits(256, 1024, 65_536, 16_384);
        world.deviceLimits = world.limits;
        world.resetDevice();
        world.desire(all);
        world.settle();
        for (int i = 0; i < 3000; i++) {
            world.desire(new Patch().set("report.every7", 1000 + i));
        }
        world.run();
        world.link(false);
        for (int i = 0; i < changed; i++) {
            world.desire(new Patch().set("report.every" + (100 + i), 30));
        }
        world.network.clear();
        world.link(true);
        int asked = world.network.get(0).bytes().length;
        world.deliver(0);
        int answered = world.network.get(0).bytes().length;
        world.run();
        assertThat(world.device.reported("report.every100")).isEqualTo(Value.of(30));
        return new Resync(asked, answered);
    }

    @Property
    void memory_staysBelowTheDeclaredBound_whateverTheFleetDesires(
            @ForAll long seed, @ForAll @Size(max = 60) int[] edits) {
        TwinSchema.Builder paths = TwinSchema.builder();
        for (int i = 0; i < 30; i++) {
            paths.desired("p" + i, Value.Type.TEXT);
        }
        TwinWorld world = new TwinWorld(seed);
        world.fleetSchema = paths.build();
        world.deviceSchema = world.fleetSchema;
        world.deviceLimits = new TwinLimits(8, 100, 300, 4096);
        world.resetDevice();
        world.settle();
        for (int number : edits) {
            int edit = Math.floorMod(number, 5000);
            world.desire(new Patch().set("p" + edit % 30, "x".repeat(edit / 30)));
            world.deliver(edit);
            Space<Content.Desired> space = world.device.state.mirror.space;
            assertThat(space.size()).as("invariant 14: paths").isLessThanOrEqualTo(8);
            assertThat(space.bytes()).as("invariant 14: bytes").isLessThanOrEqualTo(300);
        }
        world.settle();
        for (String path : world.wanted.keySet()) {
            Ack ack = world.fleet().ack(path);
            boolean kept = world.device.state.mirror.space.get(path) != null;
            assertThat(ack.state() != Ack.State.PENDING)
                    .as("what has a place is answered: %s", path)
                    .isEqualTo(kept);
            if (kept && world.device.desired(path) == null) {
                assertThat(ack.reason()).isEqualTo(Refusal.LIMIT);
            }
        }
    }

    @Property
    void damagedMessages_changeNothingOrAreRead(
            @ForAll long seed, @ForAll int position, @ForAll byte value, @ForAll boolean cut) {
        TwinWorld world = new TwinWorld(seed);
        world.link(true);
        world.desire(new Patch().set("a", 1).set("bounded", 2).remove("b.c"));
        for (int i = 0; i < 12; i++) {
            world.persisted();
            world.answer(0);
            if (world.network.isEmpty()) {
                continue;
            }
            TwinWorld.Flight flight = world.network.get(0);
            byte[] damaged = flight.bytes().clone();
            int at = Math.floorMod(position + i, damaged.length);
            damaged[at] = value;
            if (cut) {
                damaged = Arrays.copyOf(damaged, at);
            }
            int events = world.deviceEvents.size() + world.fleetEvents.size();
            byte[] before = world.device.snapshot();
            byte[] fleet = world.fleet;
            world.deliver(new TwinWorld.Flight(damaged, flight.up()));
            if (cut) {
                assertThat(world.deviceEvents.size() + world.fleetEvents.size()).isEqualTo(events + 1);
                assertThat(world.device.snapshot()).isEqualTo(before);
                assertThat(world.fleet).isEqualTo(fleet);
            }
            world.deliver(0);
        }
        world.settle();
    }

    @Test
    void snapshots_travelInParts_whenTheyDoNotFitOneMessage() {
        TwinSchema.Builder paths = TwinSchema.builder();
        for (int i = 0; i < 60; i++) {
            paths.desired("path" + i, Value.Type.TEXT);
        }
        TwinWorld world = new TwinWorld(3);
        world.fleetSchema = paths.build();
        world.deviceSchema = world.fleetSchema;
        world.limits = new TwinLimits(64, 64, 8192, 512);
        world.deviceLimits = world.limits;
        world.resetDevice();
        for (int i = 0; i < 60; i++) {
            world.desire(new Patch().set("path" + i, "value number " + i));
        }
        world.network.clear();
        world.settle();
        assertThat(world.largest).isLessThanOrEqualTo(512);
        assertThat(world.fleet().reported()).isEqualTo(world.wanted);
        world.rollBackDevice(100);
        world.recreateFleet();
        world.desire(new Patch().set("path1", "only this"));
        world.settle();
        assertThat(world.fleet().reported()).isEqualTo(world.wanted);
        assertThat(world.largest).isLessThanOrEqualTo(512);
    }
}

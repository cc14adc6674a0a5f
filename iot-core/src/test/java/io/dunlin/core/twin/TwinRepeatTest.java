/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that come late or again after the world has moved on, and copies of state from before. */
class TwinRepeatTest {

    private TwinWorld world;

    @BeforeEach
    void aDeviceInTouch() {
        world = new TwinWorld(1);
        world.settle();
    }

    @Test
    void lateDelta_doesNotReviveARemovedPath() {
        world.desire(new Patch().set("a", 1));
        TwinWorld.Flight late = world.network.get(0);
        world.run();
        world.desire(new Patch().remove("a"));
        world.run();
        world.deliver(late);
        world.persisted();
        assertThat(world.device.desired("a")).isNull();
        assertThat(world.calls).isEmpty();
    }

    @Test
    void lateSnapshot_changesNothing() {
        world.recreateFleet();
        world.desire(new Patch().set("a", 1).set("b.c", 1));
        world.network.clear();
        List<TwinWorld.Flight> down = new ArrayList<>();
        world.link(false);
        world.link(true);
        for (int i = 0; i < 8; i++) {
            world.network.stream().filter(flight -> !flight.up()).forEach(down::add);
            world.persisted();
            world.answer(0);
            world.deliver(0);
        }
        world.run();
        world.desire(new Patch().remove("a").set("b.d", 2));
        world.run();
        down.forEach(world::deliver);
        world.persisted();
        assertThat(world.device.desired("a")).isNull();
        assertThat(world.device.desired("b.c")).isEqualTo(Value.of(1));
        assertThat(world.device.desired("b.d")).isEqualTo(Value.of(2));
        assertThat(world.calls).isEmpty();
    }

    @Test
    void lateReport_doesNotReviveAnOldValue() {
        world.device.report("battery", Value.of(1), world.now);
        world.tick();
        world.persisted();
        TwinWorld.Flight late = world.network.get(0);
        world.run();
        world.device.report("battery", Value.of(2), world.now);
        world.tick();
        world.run();
        world.deliver(late);
        assertThat(world.fleet().reported()).containsEntry("battery", Value.of(2));
    }

    @Test
    void welcome_isTakenOnlyForTheLastHello() {
        Incarnation before = world.device.state.incarnation;
        byte[] foreign = MessageCodec.encode(new Message.Welcome(5, new Incarnation(1, 2)));
        world.recreateFleet();
        world.desire(new Patch().set("a", 1));
        world.network.clear();
        world.link(false);
        world.link(true);
        world.deliver(new TwinWorld.Flight(foreign, false));
        assertThat(world.device.state.incarnation).as("not asked").isEqualTo(before);
        world.deliver(0);
        world.deliver(0);
        assertThat(MessageCodec.decode(world.network.get(0).bytes(), MessageCodec.limits(world.limits)))
                .isInstanceOf(Message.Hello.class);
        world.deliver(new TwinWorld.Flight(foreign, false));
        assertThat(world.device.state.incarnation).as("another answer").isEqualTo(before);
        world.run();
        assertThat(world.device.state.incarnation).isEqualTo(world.fleet().incarnation());
        world.deliver(new TwinWorld.Flight(foreign, false));
        assertThat(world.device.state.incarnation).isEqualTo(world.fleet().incarnation());
    }

    @Test
    void restoredDevice_learnsOfARemovalThatTheFleetHasForgotten() {
        world.desire(new Patch().set("a", 1).set("b.c", 1));
        world.run();
        List<byte[]> copy = new ArrayList<>(world.disk);
        world.desire(new Patch().remove("a"));
        world.run();
        world.fleetEvents.clear();
        world.disk.clear();
        world.disk.addAll(copy);
        world.rollBackDevice(0);
        assertThat(world.device.desired("a")).isEqualTo(Value.of(1));
        world.link(true);
        world.run();
        assertThat(world.device.desired("a")).isNull();
        assertThat(world.fleetEvents).as("a snapshot is enough").doesNotContain(TwinEvent.RENUMBERED);
    }

    @Test
    void restoredFleet_learnsOfARemovalThatTheDeviceHasForgotten() {
        world.desire(new Patch().set("a", 1).set("b.c", 1));
        world.run();
        TwinWorld.Stored copy = world.history.get(world.history.size() - 1);
        world.desire(new Patch().set("b.c", 2));
        world.desire(new Patch().remove("a"));
        world.run();
        world.deviceEvents.clear();
        world.history.add(copy);
        world.rollBackFleet(0);
        assertThat(world.fleet().reported()).containsEntry("a", Value.of(1));
        world.settle();
        FleetTwin fleet = world.fleet();
        assertThat(fleet.desired()).isEqualTo(world.wanted);
        assertThat(fleet.reported()).isEqualTo(world.wanted);
        assertThat(world.deviceEvents).as("a snapshot is enough").doesNotContain(TwinEvent.RENUMBERED);
    }

    @Test
    void restoredFleet_hasItsRemovalAnswered_thoughTheDeviceHasForgottenIt() {
        world.desire(new Patch().set("a", 1).set("b.c", 1));
        world.run();
        world.desire(new Patch().remove("a"));
        long dv = world.fleet().version();
        TwinWorld.Stored copy = world.history.get(world.history.size() - 1);
        world.run();
        world.history.add(copy);
        world.rollBackFleet(0);
        world.deviceEvents.clear();
        assertThat(world.fleet().convergence(dv).kind()).isEqualTo(Convergence.Kind.PENDING);
        world.settle();
        assertThat(world.fleet().convergence(dv).kind()).isEqualTo(Convergence.Kind.CONVERGED);
        assertThat(world.fleet().ack("a")).isNull();
        assertThat(world.deviceEvents).as("a snapshot is enough").doesNotContain(TwinEvent.RENUMBERED);
    }

    @Test
    void answerToARemoval_isKeptUntilTheFleetHasSeenIt() {
        world.desire(new Patch().set("a", 1).set("b.c", 1));
        world.run();
        world.device.report("battery", Value.of(9), world.now);
        world.tick();
        world.persisted();
        world.desire(new Patch().remove("a"));
        List<TwinWorld.Flight> up = new ArrayList<>(
                world.network.stream().filter(TwinWorld.Flight::up).toList());
        world.network.removeIf(TwinWorld.Flight::up);
        world.deliver(0);
        world.persisted();
        world.answer(0);
        world.persisted();
        assertThat(world.device.reported("a")).isNull();
        up.forEach(world::deliver);
        while (!world.network.isEmpty()) {
            TwinWorld.Flight flight = world.network.remove(0);
            if (!flight.up()) {
                world.deliver(flight);
            }
        }
        world.tick();
        world.run();
        assertThat(world.fleet().ack("a")).as("carried out and forgotten").isNull();
        assertThat(world.applied.get("a")).as("not carried out again").hasSize(2);
    }

    @Test
    void answersToAFormerIncarnation_areNotSentInThePresentOne() {
        world.desire(new Patch().set("a", 1));
        world.run();
        world.device.report("battery", Value.of(3), world.now);
        world.tick();
        world.network.clear();
        world.recreateFleet();
        world.desire(new Patch().set("a", TwinWorld.REFUSED));
        world.network.clear();
        world.link(false);
        world.link(true);
        for (int i = 0; i < 12; i++) {
            world.deliver(0);
        }
        world.persisted();
        for (int i = 0; i < 12; i++) {
            world.deliver(0);
        }
        assertThat(world.fleet().ack("a").state())
                .as("version 1 was applied in a former life")
                .isEqualTo(Ack.State.PENDING);
        world.run();
        assertThat(world.fleet().ack("a").state()).isEqualTo(Ack.State.REJECTED);
    }
}

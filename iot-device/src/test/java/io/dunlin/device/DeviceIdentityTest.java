/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.cbor.CborWriter;
import io.dunlin.core.log.AtomicFile;
import io.dunlin.core.tls.IdentitySwitch;
import io.dunlin.core.wire.IdentityState;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.testkit.Seeds;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceIdentityTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void device_enrolsOnce_connects_andTellsWhichIdentityItUses() {
        Simulation sim = new Simulation(1);
        IdentityWorld world = new IdentityWorld(sim);
        world.node.boot();
        sim.run(MINUTE.multipliedBy(5));
        world.node.restart();
        sim.run(MINUTE.multipliedBy(5));
        assertThat(world.asked).containsExactly("enrol");
        assertThat(world.used).containsExactly(1L, 1L);
        assertThat(world.states)
                .isNotEmpty()
                .allSatisfy(state -> assertThat(state.generation()).isEqualTo(1));
        assertThat(world.heartbeats)
                .isNotEmpty()
                .allSatisfy(beat -> assertThat(beat.identityGeneration()).isEqualTo(1));
        assertThat(world.events).extracting(DeviceEvent::kind).containsOnlyOnce(DeviceEvent.Kind.ENROLLED);
    }

    @Test
    void device_worksWithoutALink_untilTheServerLetsItEnrol() {
        Simulation sim = new Simulation(2);
        IdentityWorld world = new IdentityWorld(sim);
        world.reachable = false;
        world.node.boot();
        sim.run(MINUTE.multipliedBy(10));
        assertThat(world.device.health().phase()).isEqualTo(DeviceHealth.Phase.RUNNING);
        assertThat(world.device.health().problems()).isEmpty();
        assertThat(world.asked).hasSizeBetween(5, 30);
        world.reachable = true;
        world.refusing = true;
        sim.run(MINUTE.multipliedBy(10));
        assertThat(world.device.health().problems()).containsExactly("enrolment-refused");
        assertThat(world.used).isEmpty();
        world.refusing = false;
        world.await(DeviceEvent.Kind.LINK_UP);
        assertThat(world.device.health().problems()).isEmpty();
        assertThat(world.keysOfTheToken).as("a claim token is good for one key").hasSize(1);
    }

    @Test
    void device_withNeitherIdentityNorCredential_says() {
        Simulation sim = new Simulation(3);
        IdentityWorld world = new IdentityWorld(sim);
        world.options = IdentityOptions.of(world, world.authority.anchors());
        world.node.boot();
        sim.run(MINUTE);
        assertThat(world.device.health().problems()).containsExactly("enrolment-refused");
        assertThat(world.asked).isEmpty();
    }

    @Test
    void device_learnsWhomToTrust_once() {
        Simulation sim = new Simulation(4);
        IdentityWorld world = new IdentityWorld(sim);
        int[] asked = {0};
        world.options = IdentityOptions.bootstrapped(
                        () -> asked[0]++ < 3 ? null : world.authority.anchors(), anchors -> world)
                .withCredential(IdentityWorld.TOKEN);
        world.node.boot();
        world.await(DeviceEvent.Kind.LINK_UP);
        world.node.restart();
        sim.run(MINUTE.multipliedBy(5));
        assertThat(asked[0]).isEqualTo(4);
        assertThat(world.used).containsExactly(1L, 1L);
        world.node.crash();
        world.node.disk().restart();
        world.node.disk().flipBit("identity/anchors", 30, 2);
        world.node.boot();
        sim.run(MINUTE.multipliedBy(5));
        assertThat(asked[0]).as("what is damaged is asked for again").isEqualTo(5);
        assertThat(world.used).containsExactly(1L, 1L, 1L);
    }

    @Test
    void renewal_whenTheFleetAsks_switchesTheLinkWithoutAGap() {
        Simulation sim = new Simulation(5);
        IdentityWorld world = new IdentityWorld(sim);
        world.node.boot();
        sim.await("a state", MINUTE, () -> !world.states.isEmpty());
        IdentityState first = world.state();
        world.renew();
        assertThat(world.state().generation()).isEqualTo(2);
        assertThat(world.state().serial()).isNotEqualTo(first.serial());
        assertThat(world.used).containsExactly(1L, 2L);
        for (int i = 0; i < 5; i++) {
            world.askToRenew(first.serial());
        }
        sim.run(MINUTE.multipliedBy(5));
        assertThat(world.state().generation())
                .as("a late repetition changes nothing")
                .isEqualTo(2);
        assertThat(world.heartbeats.get(world.heartbeats.size() - 1).identityGeneration())
                .isEqualTo(2);
        world.node.restart();
        sim.run(MINUTE);
        assertThat(world.used).containsExactly(1L, 2L, 2L);
    }

    @Test
    void renewal_happensInItsWindow() {
        Simulation sim = new Simulation(6);
        IdentityWorld world = new IdentityWorld(sim);
        world.node.boot();
        sim.await("a state", MINUTE, () -> !world.states.isEmpty());
        sim.run(Duration.ofDays(19));
        assertThat(world.state().generation()).isEqualTo(1);
        sim.run(Duration.ofDays(5));
        assertThat(world.state().generation()).isEqualTo(2);
    }

    @Test
    void refusedTrial_isGivenUp_reported_andNotBegunAgainAtOnce() {
        Simulation sim = new Simulation(7);
        IdentityWorld world = new IdentityWorld(sim);
        world.verdict = IdentitySwitch.Outcome.REFUSED;
        world.node.boot();
        sim.await("a state", MINUTE, () -> !world.states.isEmpty());
        for (int i = 0; i < 18; i++) {
            world.askToRenew(world.state().serial());
            sim.run(Duration.ofSeconds(30));
        }
        assertThat(world.asked).containsExactly("enrol", "re-enrol 1");
        assertThat(world.state()).isEqualTo(new IdentityState(1, world.state().serial(), 2, "willed"));
        assertThat(world.has(DeviceEvent.Kind.ROTATION_GIVEN_UP)).isTrue();
        assertThat(world.device.health().linkUp()).isTrue();
    }

    @Test
    void expiredIdentity_isReplacedByTheCredential() {
        Simulation sim = new Simulation(8);
        IdentityWorld world = new IdentityWorld(sim);
        world.node.boot();
        sim.await("a state", MINUTE, () -> !world.states.isEmpty());
        world.reachable = false;
        sim.run(Duration.ofDays(31));
        assertThat(world.device.health().problems()).contains("identity-expired");
        world.asked.clear();
        world.reachable = true;
        world.await(DeviceEvent.Kind.IDENTITY_ROTATED);
        assertThat(world.asked).contains("enrol");
        assertThat(world.device.health().problems()).isEmpty();
        assertThat(world.keysOfTheToken).hasSize(2);
    }

    @Test
    void identityOfANewerLibrary_isUsedAndNotRenewed() throws IOException {
        Simulation sim = new Simulation(9);
        IdentityWorld world = new IdentityWorld(sim);
        world.node.boot();
        sim.await("a state", MINUTE, () -> !world.states.isEmpty());
        world.renew();
        world.node.crash();
        SimNode offline = world.node;
        byte[] newer = new CborWriter()
                .array(4)
                .integer(2)
                .integer(1)
                .integer(2)
                .text("new")
                .toByteArray();
        new AtomicFile(offline.disk().restart().directory("identity"), "rotation", 1024).write(newer);
        world.node.boot();
        sim.run(MINUTE);
        world.askToRenew(world.state().serial());
        sim.run(MINUTE);
        assertThat(world.has(DeviceEvent.Kind.IDENTITY_HELD)).isTrue();
        assertThat(world.device.health().problems()).containsExactly("identity-held");
        assertThat(world.state().generation()).isEqualTo(2);
        assertThat(world.device.health().linkUp()).isTrue();
    }

    @Test
    void crashesAtAnyTime_leaveOneKeyForTheToken_andAnIdentityThatRotates() {
        Seeds.forEach(seed -> {
            Simulation sim = new Simulation(seed);
            IdentityWorld world = new IdentityWorld(sim);
            world.node.boot();
            for (int i = 0; i < 20; i++) {
                sim.run(Duration.ofMillis(sim.random().between(1, 150)));
                world.node.restart();
            }
            sim.await("a state", MINUTE.multipliedBy(30), () -> !world.states.isEmpty());
            for (int rotation = 0; rotation < 2; rotation++) {
                world.askToRenew(world.state().serial());
                for (int i = 0; i < 10; i++) {
                    sim.run(Duration.ofMillis(sim.random().between(1, 400)));
                    world.node.restart();
                }
                sim.run(MINUTE);
                world.renew();
            }
            assertThat(world.keysOfTheToken).hasSize(1);
            assertThat(world.state().generation()).isGreaterThanOrEqualTo(3);
            assertThat(world.used).endsWith(world.state().generation());
        });
    }

    @Test
    void build_wantsAnIdentity_forALinkOrReceiptsThatNeedOne() {
        Simulation sim = new Simulation(10);
        SimNode node = sim.node("bare");
        node.boot();
        DeviceBuilder builder = Device.builder(IdentityWorld.ID)
                .loop(node.loop())
                .worker(node.worker())
                .storage(node.storage())
                .link(source -> {
                    throw new AssertionError("not made");
                });
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("link");
        DeviceTrial trial = new DeviceTrial(sim);
        DeviceBuilder receipts = trial.builder(trial.node).commands(KeyRing.of(List.of()), command -> {
            throw new AssertionError("not called");
        });
        assertThatThrownBy(receipts::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("receipt");
    }
}

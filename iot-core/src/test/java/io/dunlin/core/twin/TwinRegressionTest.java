/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What users of other twins were bitten by, each under the repository and number of the report. */
class TwinRegressionTest {

    private TwinWorld world;

    @BeforeEach
    void aDeviceInTouch() {
        world = new TwinWorld(1);
        world.settle();
    }

    @Test
    void azureIotSdkCsharp1741_oneBadValueDoesNotBlockOthers() {
        world.desire(new Patch().set("a", TwinWorld.REFUSED).set("b.c", 1));
        long dv = world.fleet().version();
        world.run();
        world.desire(new Patch().set("b.d", 2));
        world.run();
        FleetTwin fleet = world.fleet();
        assertThat(fleet.ack("a").state()).isEqualTo(Ack.State.REJECTED);
        assertThat(fleet.ack("a").text()).isEqualTo("not that one");
        assertThat(fleet.reported())
                .doesNotContainKey("a")
                .containsEntry("b.c", Value.of(1))
                .containsEntry("b.d", Value.of(2));
        assertThat(fleet.convergence(dv)).isEqualTo(new Convergence.Rejected("a", fleet.ack("a")));
        assertThat(fleet.convergence(dv + 1).kind()).isEqualTo(Convergence.Kind.CONVERGED);
    }

    @Test
    void azureIotSdkCsharp1741_aRefusedValueIsNotTriedAgain_untilAnotherVersionIsDesired() {
        world.desire(new Patch().set("a", TwinWorld.REFUSED));
        world.run();
        world.boot();
        world.settle();
        assertThat(world.applied.get("a")).hasSize(1);
        world.desire(new Patch().set("a", 3));
        world.run();
        assertThat(world.fleet().ack("a").state()).isEqualTo(Ack.State.APPLIED);
    }

    @Test
    void awsIotDeviceSdkEmbeddedC32_reportsDoNotDisturbDesiredVersions() {
        world.desire(new Patch().set("a", 1));
        long dv = world.fleet().version();
        for (int i = 0; i < 20; i++) {
            world.device.report("battery", Value.of(i), world.now);
            world.tick();
            world.run();
        }
        assertThat(world.fleet().version()).isEqualTo(dv);
        world.desire(new Patch().set("a", 2));
        world.run();
        assertThat(world.device.reported("a")).isEqualTo(Value.of(2));
    }

    @Test
    void azureIotSdkCsharp3423_changesMadeWhileTheDeviceWasOfflineArrive() {
        world.link(false);
        world.desire(new Patch().set("a", 1).set("b.c", 2));
        world.desire(new Patch().remove("b.c").set("b.d", 3));
        world.network.clear();
        world.settle();
        assertThat(world.device.desired("a")).isEqualTo(Value.of(1));
        assertThat(world.device.desired("b.c")).isNull();
        assertThat(world.device.desired("b.d")).isEqualTo(Value.of(3));
    }

    @Test
    void azureIotSdkC775_desiredEditsAreNotRevertedByAReconnect() {
        world.desire(new Patch().set("a", 1));
        world.run();
        world.link(false);
        world.desire(new Patch().set("a", 2));
        world.network.clear();
        world.settle();
        assertThat(world.fleet().desired()).containsEntry("a", Value.of(2));
        assertThat(world.device.reported("a")).isEqualTo(Value.of(2));
    }

    @Test
    void awsIotDeviceSdkJs68_deleteAndRecreateDoesNotConfuseVersions() {
        for (int i = 0; i < 9; i++) {
            world.desire(new Patch().set("a", i % 3).set("b.c", i % 5));
        }
        world.run();
        world.recreateFleet();
        world.desire(new Patch().set("a", 9));
        world.settle();
        assertThat(world.fleet().version()).isEqualTo(1);
        assertThat(world.fleet().ack("a").state()).isEqualTo(Ack.State.APPLIED);
        assertThat(world.device.desired("a")).isEqualTo(Value.of(9));
        assertThat(world.device.desired("b.c")).isNull();
        List<TwinWorld.Call> calls = world.applied.get("b.c");
        assertThat(calls.get(calls.size() - 1).value())
                .as("the handler learns of the removal")
                .isNull();
    }

    @Test
    void greengrassShadowManager175_fastLocalUpdatesDoNotConflict() {
        for (int i = 0; i < 200; i++) {
            world.device.report("battery", Value.of(i), world.now);
        }
        int before = world.sent;
        world.tick();
        world.run();
        assertThat(world.fleet().reported()).containsEntry("battery", Value.of(199));
        assertThat(world.sent - before).as("one report and its acknowledgement").isEqualTo(2);
    }

    @Test
    void azureIotSdkNode683_aRemovalIsNotANull() {
        world.desire(new Patch().set("a", 1));
        world.run();
        world.desire(new Patch().remove("a"));
        world.run();
        FleetTwin fleet = world.fleet();
        assertThat(fleet.desired()).doesNotContainKey("a");
        assertThat(fleet.ack("a"))
                .as("once carried out, a removal is forgotten")
                .isNull();
        assertThat(world.device.reported("a")).isNull();
        assertThat(world.device.state.mirror.space.size()).isZero();
        assertThat(world.device.state.author.space.size()).isZero();
    }

    @Test
    void azureIotSdkNode64_writesThatChangeNothingSayNothing() {
        world.desire(new Patch().set("a", 1));
        world.run();
        long dv = world.fleet().version();
        int before = world.sent;
        assertThat(world.desire(new Patch().set("a", 1))).isEqualTo(new DesireResult.Unchanged(dv));
        assertThat(world.desire(new Patch().remove("b.c"))).isEqualTo(new DesireResult.Unchanged(dv));
        assertThat(world.device.report("a", Value.of(1), world.now)).isEqualTo(ReportResult.UNCHANGED);
        assertThat(world.sent).isEqualTo(before);
    }

    @Test
    void ditto887_twoWritersOfOneFeatureDoNotLoseAnUpdate() {
        world.desire(new Patch().set("b.c", 1).set("b.d", 1));
        long seen = world.fleet().version();
        assertThat(world.desire(new Patch().set("b.c", 2), When.version(seen)).kind())
                .isEqualTo(DesireResult.Kind.MINTED);
        assertThat(world.desire(new Patch().set("b.d", 2), When.version(seen)).kind())
                .as("another path is no conflict")
                .isEqualTo(DesireResult.Kind.MINTED);
        assertThat(world.desire(new Patch().set("b.c", 3), When.version(seen)))
                .isEqualTo(new DesireResult.Conflict("b.c", seen + 1, Value.of(2)));
    }

    @Test
    void thingsboard6048_aSleepingDeviceGetsTheNewestOnly() {
        world.link(false);
        for (int i = 0; i < 50; i++) {
            world.desire(new Patch().set("a", i % 6));
        }
        world.network.clear();
        world.settle();
        assertThat(world.applied.get("a")).extracting(TwinWorld.Call::value).containsExactly(Value.of(49 % 6));
    }

    @Test
    void fleet_keepsReports_thatItLostInItsLastSecond() {
        world.device.report("battery", Value.of(80), world.now);
        world.tick();
        world.run();
        world.rollBackFleet(1);
        assertThat(world.fleet().reported()).doesNotContainKey("battery");
        world.settle();
        assertThat(world.fleet().reported()).as("invariant 17").containsEntry("battery", Value.of(80));
    }

    @Test
    void unknownPath_isKeptForALaterFirmware() {
        world.desire(new Patch().set("newer", 4).set("retyped", 5));
        world.run();
        assertThat(world.fleet().ack("newer").state()).isEqualTo(Ack.State.UNKNOWN);
        assertThat(world.fleet().ack("retyped").reason()).isEqualTo(Refusal.WRONG_TYPE);
        world.deviceSchema = TwinWorld.FLEET_SCHEMA;
        world.boot();
        world.settle();
        assertThat(world.fleet().ack("newer").state()).as("invariant 18").isEqualTo(Ack.State.APPLIED);
        assertThat(world.device.reported("newer")).isEqualTo(Value.of(4));
        assertThat(world.device.reported("retyped")).isEqualTo(Value.of(5));
    }

    @Test
    void lateAnswer_isPassedOver_whenANewerTargetIsThere() {
        world.desire(new Patch().set("a", 1));
        world.deliver(0);
        world.persisted();
        world.desire(new Patch().set("a", 2));
        world.deliver(0);
        world.persisted();
        assertThat(world.calls).hasSize(2);
        world.answer(0);
        assertThat(world.device.reported("a")).as("the older target's answer").isNull();
        world.answer(0);
        assertThat(world.device.reported("a")).isEqualTo(Value.of(2));
    }

    @Test
    void answerOfAFormerIncarnation_isNotTakenForThePresentOne() {
        world.desire(new Patch().set("a", 1));
        world.deliver(0);
        world.persisted();
        TwinWorld.Call old = world.calls.remove(0);
        world.recreateFleet();
        world.desire(new Patch().set("a", 2));
        world.network.clear();
        world.link(false);
        world.link(true);
        for (int i = 0; i < 10; i++) {
            world.persisted();
            world.deliver(0);
        }
        assertThat(world.calls)
                .as("the same version of a former incarnation is not answered yet")
                .isEmpty();
        world.device.applied(old.path(), old.dv(), Outcome.rejected("late"), world.now);
        assertThat(world.calls).containsExactly(new TwinWorld.Call("a", Value.of(2), 1));
        world.run();
        assertThat(world.fleet().ack("a").state()).isEqualTo(Ack.State.APPLIED);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.wire.Heartbeat;
import io.dunlin.ota.update.UpdateEvent;
import io.dunlin.ota.update.UpdateHost;
import io.dunlin.ota.update.UpdateMessage;
import io.dunlin.ota.update.UpdateReason;
import io.dunlin.ota.update.UpdateState;
import io.dunlin.testkit.Simulation;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UpdatePartTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Simulation sim = new Simulation(1);
    private final UpdateTrial trial = new UpdateTrial(sim);

    private Heartbeat lastHeartbeat() {
        return trial.heartbeats.get(trial.heartbeats.size() - 1);
    }

    private UpdateEvent lastReport() {
        return trial.reports.get(trial.reports.size() - 1);
    }

    @Test
    void update_replacesTheImage_andHeartbeatsTell() throws IOException {
        sim.run(MINUTE);
        assertThat(lastHeartbeat().version()).isEqualTo("factory");
        assertThat(lastHeartbeat().securityVersion()).isZero();
        assertThat(trial.device.updateState()).isEqualTo(UpdateState.IDLE);
        trial.update();

        assertThat(trial.runningImage()).isEqualTo(UpdateTrial.NEW);
        assertThat(trial.restarts).isEqualTo(1);
        assertThat(lastReport().state()).isEqualTo(UpdateState.CONFIRMED);
        assertThat(trial.device.updateState()).isEqualTo(UpdateState.CONFIRMED);
        assertThat(lastHeartbeat().version()).isEqualTo("2.0.0");
        assertThat(lastHeartbeat().securityVersion()).isEqualTo(3);
        assertThat(trial.events)
                .filteredOn(event -> event.kind() == DeviceEvent.Kind.UPDATE)
                .extracting(DeviceEvent::detail)
                .contains("spring MANIFEST_OK", "spring TRIAL", "spring CONFIRMED");
        trial.node.restart();
        sim.run(MINUTE);
        assertThat(trial.runningImage()).isEqualTo(UpdateTrial.NEW);
        assertThat(lastHeartbeat().version()).isEqualTo("2.0.0");
    }

    @Test
    void image_thatFailsItsTest_isRolledBack_whetherItSaysSoOrThrows() throws IOException {
        trial.passes = false;
        trial.update();

        assertThat(trial.runningImage()).isEqualTo(UpdateTrial.OLD);
        assertThat(lastReport().state()).isEqualTo(UpdateState.REVERTED);
        assertThat(lastReport().reason()).isEqualTo(UpdateReason.SELF_TEST_FAILED);
        assertThat(lastHeartbeat().version()).isEqualTo("factory");

        UpdateTrial thrower = new UpdateTrial(new Simulation(2));
        thrower.shut.add(UpdateHost.Gate.RESTART);
        thrower.update();
        assertThat(thrower.device.updateState()).isEqualTo(UpdateState.RESTART_WAIT);
        thrower.throwing = true;
        thrower.node.restart();
        thrower.sim.run(MINUTE);
        assertThat(thrower.runningImage()).isEqualTo(UpdateTrial.OLD);
        assertThat(thrower.events)
                .extracting(DeviceEvent::detail)
                .anyMatch(detail -> detail.contains("the pump is stuck"));
    }

    /** RAUC 1517 and the like: an image that cannot reach its fleet can never be updated again. */
    @Test
    void image_thatNeverHasTheLinkUp_isRolledBack() throws IOException {
        trial.shut.add(UpdateHost.Gate.RESTART);
        trial.update();
        sim.network().partition(trial.node, trial.server);
        trial.shut.clear();
        sim.run(MINUTE);
        assertThat(trial.device.updateState()).isEqualTo(UpdateState.SELF_TEST);
        assertThat(trial.runningImage()).isEqualTo(UpdateTrial.NEW);
        sim.run(Duration.ofMinutes(5));

        assertThat(trial.runningImage()).isEqualTo(UpdateTrial.OLD);
        sim.network().heal(trial.node, trial.server);
        sim.run(Duration.ofMinutes(5));
        assertThat(lastReport().reason()).isEqualTo(UpdateReason.SELF_TEST_FAILED);
    }

    @Test
    void image_isKept_whenTheLinkComesUpInTime_orIsNotRequired() throws IOException {
        trial.shut.add(UpdateHost.Gate.RESTART);
        trial.update();
        sim.network().partition(trial.node, trial.server);
        trial.shut.clear();
        sim.run(MINUTE);
        sim.network().heal(trial.node, trial.server);
        sim.run(Duration.ofMinutes(10));
        assertThat(trial.runningImage()).isEqualTo(UpdateTrial.NEW);
        assertThat(lastReport().state()).isEqualTo(UpdateState.CONFIRMED);

        UpdateTrial free = new UpdateTrial(new Simulation(3));
        free.linkRequired = false;
        free.shut.add(UpdateHost.Gate.RESTART);
        free.update();
        free.sim.network().partition(free.node, free.server);
        free.shut.clear();
        free.sim.run(Duration.ofMinutes(5));
        assertThat(free.device.updateState()).isEqualTo(UpdateState.CONFIRMED);
    }

    @Test
    void gate_thatThrows_isShut() {
        trial.throwing = true;
        trial.update();

        assertThat(trial.device.updateState()).isEqualTo(UpdateState.SRC_VERIFIED);
        assertThat(trial.events)
                .extracting(DeviceEvent::detail)
                .anyMatch(detail -> detail.contains("APPLY held up") && detail.contains("battery"));
    }

    @Test
    void restart_isAskedForAgain_whileTheProcessStillRuns() {
        trial.restarting = false;
        trial.update(Duration.ofMinutes(4));

        assertThat(trial.restarts).isGreaterThan(2);
        int before = trial.restarts;
        trial.device.close();
        sim.run(Duration.ofMinutes(5));
        assertThat(trial.device.closed()).isCompleted();
        assertThat(trial.restarts).isEqualTo(before);
    }

    @Test
    void forgedOffer_isReported_andChangesNothing() throws IOException {
        sim.run(MINUTE);
        byte[] forged = trial.offer();
        forged[forged.length - 1]++;
        for (int i = 0; i < 10; i++) {
            trial.send(new UpdateMessage.Offer(forged));
            trial.send(new UpdateMessage.EventAck(i));
        }
        sim.run(MINUTE);

        assertThat(lastReport().state()).isEqualTo(UpdateState.REJECTED);
        assertThat(trial.device.updateState()).isEqualTo(UpdateState.IDLE);
        assertThat(trial.events).extracting(DeviceEvent::detail).anyMatch(detail -> detail.contains("NOT_GENUINE"));
        assertThat(trial.runningImage()).isEqualTo(UpdateTrial.OLD);
    }

    @Test
    void journal_thatIsDamaged_isAProblem_andNotReplaced() throws IOException {
        trial.update();
        trial.node.crash();
        trial.node.disk().flipBit("device/update/update", 20, 3);
        trial.node.boot();
        sim.run(MINUTE);

        assertThat(trial.device.health().problems()).contains("update-store");
        assertThat(trial.device.health().linkUp()).isTrue();
        assertThat(trial.node.storage().directory("device").directory("update").exists("update"))
                .isTrue();
    }

    @Test
    void updateState_isNotThere_whenTheDeviceWasBuiltWithoutUpdates() {
        Simulation other = new Simulation(4);
        DeviceTrial without = new DeviceTrial(other);
        other.run(MINUTE);

        assertThatThrownBy(() -> without.device.updateState()).hasMessageContaining("without updates");
    }
}

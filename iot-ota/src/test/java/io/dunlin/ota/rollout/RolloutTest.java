/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.DeviceId;
import io.dunlin.ota.rollout.RolloutEvent.Kind;
import io.dunlin.ota.rollout.RolloutStatus.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutTest {

    private static final RolloutRules RULES = new RolloutRules(2, List.of(50, 100), 10, 2, 1000);

    private static Rollout started(int devices, RolloutRules rules) {
        Rollout rollout = new Rollout("spring", rules);
        for (int i = 0; i < devices; i++) {
            rollout.add(new DeviceId("d" + i), 0);
        }
        rollout.start(0);
        return rollout;
    }

    private static void succeedAll(Rollout rollout) {
        for (DeviceId device : rollout.offered()) {
            rollout.report(device, true, 1);
        }
    }

    @Test
    void waves_openOneAfterTheOther_whenAllSucceed() {
        Rollout rollout = started(10, RULES);
        assertThat(rollout.offered()).hasSize(2);
        succeedAll(rollout);
        assertThat(rollout.offered()).hasSize(3);
        succeedAll(rollout);
        assertThat(rollout.offered()).hasSize(5);
        succeedAll(rollout);

        assertThat(rollout.status()).isEqualTo(new RolloutStatus(Phase.COMPLETED, 10, 10, 10, 0));
    }

    @Test
    void order_isStable_andDiffersBetweenCampaigns() {
        Rollout other = new Rollout("autumn", RULES);
        for (int i = 19; i >= 0; i--) {
            other.add(new DeviceId("d" + i), 0);
        }
        other.start(0);

        assertThat(started(20, RULES).offered()).isEqualTo(started(20, RULES).offered());
        assertThat(other.offered()).isNotEqualTo(started(20, RULES).offered());
    }

    @Test
    void rollout_halts_whenACanaryFails() {
        Rollout rollout = started(10, RULES);
        List<DeviceId> canaries = rollout.offered();
        assertThat(rollout.report(canaries.get(0), false, 5))
                .extracting(RolloutEvent::kind)
                .containsExactly(Kind.FAILED);
        assertThat(rollout.report(canaries.get(1), true, 6))
                .extracting(RolloutEvent::kind)
                .containsExactly(Kind.SUCCEEDED, Kind.HALTED);

        assertThat(rollout.offered()).isEmpty();
        assertThat(rollout.resume(7)).isEmpty();
    }

    @Test
    void timeouts_countAsFailures_andLateSuccessDoesNotUndoThem() {
        Rollout rollout = started(10, RULES);
        List<DeviceId> canaries = rollout.offered();
        assertThat(rollout.deadlineMillis()).isEqualTo(1000);
        assertThat(rollout.tick(999)).isEmpty();
        assertThat(rollout.tick(1000))
                .extracting(RolloutEvent::kind)
                .containsExactly(Kind.TIMED_OUT, Kind.TIMED_OUT, Kind.HALTED);
        assertThat(rollout.report(canaries.get(0), true, 1001)).isEmpty();
    }

    @Test
    void pause_holdsOffers_andStopsTheClock() {
        Rollout rollout = started(3, RULES);
        rollout.pause(10);
        assertThat(rollout.offered()).isEmpty();
        assertThat(rollout.tick(5000)).isEmpty();
        rollout.resume(5000);
        assertThat(rollout.offered()).hasSize(2);
        assertThat(rollout.deadlineMillis()).isEqualTo(6000);
        assertThat(rollout.abort(5001)).extracting(RolloutEvent::kind).containsExactly(Kind.ABORTED);
        assertThat(rollout.offered()).isEmpty();
    }

    @Test
    void transfers_areServedToReachedDevices_untilTheRolloutIsCalledOff() {
        Rollout rollout = started(3, RULES);
        DeviceId canary = rollout.offered().get(0);
        DeviceId waiting = rollout.devices().stream()
                .filter(device -> rollout.progress(device) == Rollout.Progress.WAITING)
                .findFirst()
                .orElseThrow();
        assertThat(rollout.serves(canary)).isTrue();
        assertThat(rollout.serves(waiting)).isFalse();
        assertThat(rollout.serves(new DeviceId("stranger"))).isFalse();
        rollout.pause(1);
        assertThat(rollout.serves(canary)).isTrue();
        assertThat(rollout.cancels(canary)).isFalse();
        rollout.abort(2);
        assertThat(rollout.serves(canary)).isFalse();
        assertThat(rollout.cancels(canary)).isTrue();
        assertThat(rollout.cancels(waiting)).isFalse();
        assertThat(rollout.progress(new DeviceId("stranger"))).isNull();
    }

    @Test
    void reports_ofDevicesThatWereNotOffered_changeNothing() {
        Rollout rollout = started(10, RULES);
        assertThat(rollout.report(new DeviceId("stranger"), true, 1)).isEmpty();
        DeviceId canary = rollout.offered().get(0);
        rollout.report(canary, true, 1);
        assertThat(rollout.report(canary, false, 2)).isEmpty();
        assertThatThrownBy(() -> rollout.add(new DeviceId("late"), 3)).hasMessageContaining("RUNNING");
    }
}

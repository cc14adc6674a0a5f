/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.ota.rollout.RolloutEvent.Kind;
import io.dunlin.ota.rollout.RolloutStatus.Phase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RolloutPropertyTest {

    @Property
    void rollout_isWhatItsEventsSay_andKeepsItsRules(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int devices,
            @ForAll @IntRange(min = 1, max = 5) int canaries,
            @ForAll @IntRange(max = 60) int failurePercent) {
        Random random = new Random(seed);
        RolloutRules rules = new RolloutRules(canaries, List.of(10, 40, 100), 20, 3, 100);
        Rollout rollout = new Rollout("spring", rules);
        List<RolloutEvent> events = new ArrayList<>();
        for (int i = 0; i < devices; i++) {
            events.addAll(rollout.add(new DeviceId("d" + i), 0));
        }
        events.addAll(rollout.start(0));
        Set<DeviceId> everOffered = new HashSet<>();
        for (long now = 1; now < 1000; now++) {
            int openBefore = opened(events);
            List<DeviceId> offered = rollout.offered();
            everOffered.addAll(offered);
            DeviceId device = offered.isEmpty()
                    ? new DeviceId("d" + random.nextInt(devices))
                    : offered.get(random.nextInt(offered.size()));
            switch (random.nextInt(12)) {
                case 0 -> events.addAll(rollout.pause(now));
                case 1, 2 -> events.addAll(rollout.resume(now));
                case 3 -> events.addAll(rollout.tick(now));
                default -> events.addAll(rollout.report(device, random.nextInt(100) >= failurePercent, now));
            }
            if (opened(events) > openBefore) {
                // A wave opens only when all that was offered before it ended, and not too badly.
                assertThat(ended(events)).isEqualTo(everOffered.size());
                assertThat(count(events, Kind.FAILED, Kind.TIMED_OUT) * 100).isLessThanOrEqualTo(20 * ended(events));
            }
            Rollout again = Rollout.rebuild("spring", rules, events);
            assertThat(again.status()).isEqualTo(rollout.status());
            assertThat(again.offered()).isEqualTo(rollout.offered());
            assertThat(again.deadlineMillis()).isEqualTo(rollout.deadlineMillis());
        }
        if (rollout.status().phase() == Phase.COMPLETED) {
            assertThat(everOffered).hasSize(devices);
        }
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).kind() == Kind.HALTED) {
                List<RolloutEvent> before = events.subList(0, i);
                assertThat(count(before, Kind.FAILED, Kind.TIMED_OUT) * 100).isGreaterThan(20 * ended(before));
                assertThat(rollout.offered()).isEmpty();
            }
        }
    }

    private static int opened(List<RolloutEvent> events) {
        return count(events, Kind.WAVE_OPENED);
    }

    private static int ended(List<RolloutEvent> events) {
        return count(events, Kind.SUCCEEDED, Kind.FAILED, Kind.TIMED_OUT);
    }

    private static int count(List<RolloutEvent> events, Kind... kinds) {
        return (int)
                events.stream().filter(e -> List.of(kinds).contains(e.kind())).count();
    }
}

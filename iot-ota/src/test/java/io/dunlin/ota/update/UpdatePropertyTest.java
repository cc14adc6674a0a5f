/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.ota.manifest.Manifests;
import io.dunlin.testkit.FaultyStorage;
import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random lives of a device, judged by a table of the steps that an update may take. */
class UpdatePropertyTest {

    private static final Map<UpdateState, Set<UpdateState>> STEPS = new EnumMap<>(Map.ofEntries(
            Map.entry(UpdateState.IDLE, EnumSet.of(UpdateState.MANIFEST_OK)),
            Map.entry(UpdateState.MANIFEST_OK, EnumSet.of(UpdateState.FETCHING, UpdateState.CANCELLED)),
            Map.entry(
                    UpdateState.FETCHING,
                    EnumSet.of(UpdateState.SRC_VERIFIED, UpdateState.CANCELLED, UpdateState.FAILED)),
            Map.entry(UpdateState.SRC_VERIFIED, EnumSet.of(UpdateState.APPLYING, UpdateState.CANCELLED)),
            Map.entry(
                    UpdateState.APPLYING,
                    EnumSet.of(UpdateState.DST_VERIFIED, UpdateState.CANCELLED, UpdateState.FAILED)),
            Map.entry(UpdateState.DST_VERIFIED, EnumSet.of(UpdateState.ARMED, UpdateState.CANCELLED)),
            Map.entry(UpdateState.ARMED, EnumSet.of(UpdateState.RESTART_WAIT)),
            Map.entry(UpdateState.RESTART_WAIT, EnumSet.noneOf(UpdateState.class)),
            Map.entry(UpdateState.TRIAL, EnumSet.of(UpdateState.SELF_TEST)),
            Map.entry(UpdateState.SELF_TEST, EnumSet.of(UpdateState.CONFIRMED, UpdateState.REVERTING)),
            Map.entry(UpdateState.REVERTING, EnumSet.noneOf(UpdateState.class)),
            Map.entry(UpdateState.CONFIRMED, EnumSet.of(UpdateState.MANIFEST_OK)),
            Map.entry(UpdateState.REVERTED, EnumSet.of(UpdateState.MANIFEST_OK)),
            Map.entry(UpdateState.FAILED, EnumSet.of(UpdateState.MANIFEST_OK)),
            Map.entry(UpdateState.CANCELLED, EnumSet.of(UpdateState.MANIFEST_OK))));

    /** Where a boot may take an update up, by the state in which the last run may have left it. */
    private static final Map<UpdateState, Set<UpdateState>> BOOTS = new EnumMap<>(Map.of(
            UpdateState.MANIFEST_OK, EnumSet.of(UpdateState.FETCHING),
            UpdateState.SRC_VERIFIED, EnumSet.of(UpdateState.FETCHING),
            UpdateState.APPLYING, EnumSet.of(UpdateState.FETCHING),
            UpdateState.ARMED,
                    EnumSet.of(UpdateState.ARMED, UpdateState.TRIAL, UpdateState.RESTART_WAIT, UpdateState.REVERTED),
            UpdateState.RESTART_WAIT, EnumSet.of(UpdateState.RESTART_WAIT, UpdateState.TRIAL, UpdateState.REVERTED),
            UpdateState.TRIAL, EnumSet.of(UpdateState.TRIAL, UpdateState.REVERTED),
            UpdateState.SELF_TEST, EnumSet.of(UpdateState.TRIAL, UpdateState.CONFIRMED, UpdateState.REVERTED),
            UpdateState.REVERTING, EnumSet.of(UpdateState.REVERTED)));

    @Property
    void device_neverLeavesTheTable_andEndsInTheImageItReports(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        FaultyStorage disk = new FaultyStorage(seed);
        new Rig(disk.storage()).manufacture();
        Rig rig = new Rig(disk.storage());
        UpdateState durable = UpdateState.IDLE;
        for (int boot = 0; boot < 12; boot++) {
            boolean last = boot >= 8;
            Rig next = new Rig(disk.restart());
            next.recorded.addAll(rig.recorded);
            rig = next;
            rig.loss = random;
            rig.lossRate = last ? 0 : random.nextDouble() / 3;
            rig.acknowledging = last || random.nextBoolean();
            rig.verdict = (last || random.nextInt(3) > 0) ? Boolean.valueOf(random.nextInt(4) > 0) : null;
            rig.shut.addAll(last ? List.of() : random.nextInt(3) == 0 ? List.of(UpdateHost.Gate.ARM) : List.of());
            rig.boot();
            rig.loop.run(last ? 3 * Rig.MINUTE : random.nextInt(2_000) * 20_000L);
            if (!last && random.nextInt(8) == 0) {
                rig.toDevice(new UpdateMessage.Cancel(Manifests.cancel("spring", 11)));
                rig.loop.run(Rig.MINUTE);
            }
            checkSteps(durable, rig.changes);
            durable = rig.record().state();
            checkDisk(rig);
        }
        // Called off before the offer came, it never began.
        assertThat(durable.isTerminal() || durable == UpdateState.IDLE).isTrue();
        assertThat(rig.record().outbox()).isEmpty();
        // Invariant 4: one terminal event per accepted manifest, whatever was lost on the way.
        assertThat(rig.recorded.stream().filter(e -> e.state().isTerminal())).hasSize(1);
        assertThat(rig.recorded.get(rig.recorded.size() - 1).state())
                .isEqualTo(durable == UpdateState.IDLE ? UpdateState.CANCELLED : durable);
    }

    private static void checkSteps(UpdateState before, List<UpdateEvent> changes) {
        UpdateState state = before;
        boolean first = true;
        for (UpdateEvent change : changes) {
            if (change.state() == UpdateState.REJECTED) {
                continue;
            }
            Set<UpdateState> allowed = EnumSet.copyOf(STEPS.get(state));
            if (first) {
                allowed.addAll(BOOTS.getOrDefault(state, Set.of()));
            }
            assertThat(change.state()).as("after %s", state).isIn(allowed);
            state = change.state();
            first = false;
        }
    }

    /** Invariants 3, 6 and 8 on what is durable. */
    private static void checkDisk(Rig rig) throws IOException {
        UpdateRecord record = rig.record();
        boolean confirmed = record.state() == UpdateState.CONFIRMED;
        assertThat(record.securityCounter()).isEqualTo(confirmed ? 7 : 0);
        assertThat(record.running()).isEqualTo(confirmed ? Rig.NEW_IMAGE : Rig.OLD_IMAGE);
        assertThat(rig.runningImage()).isIn(Rig.OLD, Rig.NEW);
        if (confirmed) {
            assertThat(rig.runningImage()).isEqualTo(Rig.NEW);
            assertThat(rig.slots.status().trial()).isFalse();
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Storage;
import io.dunlin.testkit.Fault;
import io.dunlin.testkit.FaultSweep;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Invariant 8: any sequence of crashes ends in the old or the new image. */
class UpdatePowerCutTest {

    private static final long SPAN = 2 * Rig.MINUTE;

    /** Updates a device; whatever happened before, later boots must bring it to its end. */
    private static final class Trial implements FaultSweep.Trial {
        private final boolean passes;
        private boolean manufactured;

        Trial(boolean passes) {
            this.passes = passes;
        }

        private Rig rig(Storage storage) {
            Rig rig = new Rig(storage);
            rig.verdict = passes;
            return rig;
        }

        @Override
        public void run(Storage storage) throws IOException {
            Rig rig = rig(storage);
            rig.manufacture();
            manufactured = true;
            rig.runToRest(4, SPAN);
        }

        @Override
        public void verify(Storage storage) throws IOException {
            if (!manufactured) {
                return;
            }
            Rig rig = rig(storage);
            for (int i = 0; i < 6; i++) {
                rig.boot();
                assertThat(Arrays.equals(rig.runningImage(), Rig.OLD) || Arrays.equals(rig.runningImage(), Rig.NEW))
                        .as("boots the old or the new image")
                        .isTrue();
                rig.loop.run(SPAN);
                if (!rig.restartWanted) {
                    break;
                }
            }
            UpdateRecord record = rig.record();
            assertThat(record.state()).isIn(UpdateState.CONFIRMED, UpdateState.REVERTED);
            boolean confirmed = record.state() == UpdateState.CONFIRMED;
            assertThat(rig.runningImage()).isEqualTo(confirmed ? Rig.NEW : Rig.OLD);
            assertThat(rig.slots.status().trial()).isFalse();
            assertThat(record.securityCounter()).isEqualTo(confirmed ? 7 : 0);
            assertThat(record.running()).isEqualTo(confirmed ? Rig.NEW_IMAGE : Rig.OLD_IMAGE);
            assertThat(record.outbox()).isEmpty();
            if (!passes) {
                assertThat(confirmed).isFalse();
            }
        }
    }

    @Test
    void powerCut_anywhereAndTwice_endsInTheOldOrTheNewImage() {
        FaultSweep.Result result = new FaultSweep(5).atMost(1200).powerCuts(() -> new Trial(true));

        assertThat(result.operations()).isGreaterThan(100);
        assertThat(result.runs()).isGreaterThan(500);
    }

    @Test
    void powerCut_anywhereAndTwice_endsInTheOldImage_whenTheNewOneFailsItsTest() {
        FaultSweep.Result result = new FaultSweep(6).atMost(1200).powerCuts(() -> new Trial(false));

        assertThat(result.runs()).isGreaterThan(500);
    }

    @Test
    void storageError_anywhere_endsInTheOldOrTheNewImage() {
        FaultSweep.Result result = new FaultSweep(7).errors(() -> new Trial(true), Fault.IO_ERROR);

        assertThat(result.runs()).isGreaterThan(100);
    }
}

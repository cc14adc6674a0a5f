/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.log.LogOptions;
import io.dunlin.testkit.Fault;
import io.dunlin.testkit.FaultSweep;
import io.dunlin.testkit.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The spool on a disk that loses what was not forced: power cuts and errors at every operation. */
class SpoolPowerCutTest {

    private static final LogOptions EVICTING =
            SpoolTrial.OPTIONS.withQuotaBytes(3 * 1024 + 8192).withWhenFull(LogOptions.WhenFull.EVICT_OLDEST);

    @Test
    void powerCut_atEveryOperation_losesNothingThatWasPromised() {
        FaultSweep.Result result =
                new FaultSweep(Seeds.first()).atMost(4000).powerCuts(() -> new SpoolTrial(SpoolTrial.OPTIONS, false));
        assertThat(result.operations()).isGreaterThan(40);
        assertThat(result.runs()).isGreaterThan(result.operations());
    }

    @Test
    void vector25570_powerCutDuringTrimAndEviction_opensAgain() {
        FaultSweep.Result result =
                new FaultSweep(Seeds.first()).atMost(4000).powerCuts(() -> new SpoolTrial(EVICTING, false));
        assertThat(result.runs()).isGreaterThan(result.operations());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FULL", "IO_ERROR", "READ_ONLY"})
    void error_atEveryOperation_losesNothingThatWasPromised_andTheSpoolGoesOn(Fault fault) {
        FaultSweep.Result result =
                new FaultSweep(Seeds.first()).errors(() -> new SpoolTrial(SpoolTrial.OPTIONS, true), fault);
        assertThat(result.runs()).isEqualTo(result.operations()).isGreaterThan(40);
    }

    @Test
    @Tag("soak")
    void faultsWithManySeeds_loseNothingThatWasPromised() {
        Seeds.forEach(seed -> {
            new FaultSweep(seed).atMost(500).powerCuts(() -> new SpoolTrial(SpoolTrial.OPTIONS, false));
            new FaultSweep(seed).atMost(500).powerCuts(() -> new SpoolTrial(EVICTING, false));
            new FaultSweep(seed).errors(() -> new SpoolTrial(SpoolTrial.OPTIONS, true), Fault.IO_ERROR);
        });
    }
}

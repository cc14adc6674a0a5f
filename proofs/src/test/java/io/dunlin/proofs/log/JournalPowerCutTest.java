/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.testkit.Fault;
import io.dunlin.testkit.FaultSweep;
import io.dunlin.testkit.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The journal on a disk that loses what was not forced: power cuts and errors at every operation. */
class JournalPowerCutTest {

    @Test
    void powerCut_atEveryOperation_losesNoChangeThatWasPromised() {
        FaultSweep.Result result = new FaultSweep(Seeds.first()).atMost(3000).powerCuts(() -> new JournalTrial(false));
        assertThat(result.runs()).isGreaterThan(result.operations());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FULL", "IO_ERROR", "READ_ONLY"})
    void error_atEveryOperation_losesNoChangeThatWasPromised(Fault fault) {
        FaultSweep.Result result = new FaultSweep(Seeds.first()).errors(() -> new JournalTrial(true), fault);
        assertThat(result.runs()).isEqualTo(result.operations()).isGreaterThan(40);
    }

    @Test
    @Tag("soak")
    void faultsWithManySeeds_loseNoChangeThatWasPromised() {
        Seeds.forEach(seed -> {
            new FaultSweep(seed).atMost(500).powerCuts(() -> new JournalTrial(false));
            new FaultSweep(seed).errors(() -> new JournalTrial(true), Fault.IO_ERROR);
        });
    }
}

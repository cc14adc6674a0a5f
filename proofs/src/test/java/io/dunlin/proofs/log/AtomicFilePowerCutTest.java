/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Storage;
import io.dunlin.core.log.AtomicFile;
import io.dunlin.testkit.Fault;
import io.dunlin.testkit.FaultSweep;
import io.dunlin.testkit.Seeds;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One value on a disk that loses what was not forced: always the last promised one or one attempted after it. */
class AtomicFilePowerCutTest {

    private static final int WRITES = 8;
    private static final int LENGTH = 1500;

    @Test
    void powerCut_atEveryOperation_leavesTheOldOrTheNewValue() {
        FaultSweep.Result result = new FaultSweep(Seeds.first()).powerCuts(() -> new Trial(false));
        assertThat(result.operations()).isGreaterThanOrEqualTo(5 * WRITES);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FULL", "IO_ERROR", "READ_ONLY"})
    void error_atEveryOperation_leavesTheOldOrANewerValue(Fault fault) {
        FaultSweep.Result result = new FaultSweep(Seeds.first()).errors(() -> new Trial(true), fault);
        assertThat(result.runs()).isGreaterThanOrEqualTo(5 * WRITES);
    }

    private static final class Trial implements FaultSweep.Trial {

        private final boolean goesOnAfterErrors;
        private int promised;
        private int attempted;

        Trial(boolean goesOnAfterErrors) {
            this.goesOnAfterErrors = goesOnAfterErrors;
        }

        @Override
        public void run(Storage storage) throws IOException {
            AtomicFile file = new AtomicFile(storage, "value", LENGTH);
            for (int i = 1; i <= WRITES; i++) {
                attempted = i;
                try {
                    file.write(value(i));
                    promised = i;
                } catch (IOException e) {
                    if (!goesOnAfterErrors) {
                        throw e;
                    }
                }
            }
        }

        @Override
        public void verify(Storage storage) throws IOException {
            byte[] found = new AtomicFile(storage, "value", LENGTH).read();
            if (found == null) {
                assertThat(promised).isZero();
            } else {
                assertThat((int) found[0]).isBetween(Math.max(1, promised), attempted);
                assertThat(found).isEqualTo(value(found[0]));
            }
        }

        private static byte[] value(int number) {
            byte[] value = new byte[LENGTH - number];
            Arrays.fill(value, (byte) number);
            return value;
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.Storage;
import io.dunlin.core.StorageFile;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultSweepTest {

    /** A number in a file that is replaced; the mistakes that one can make are parameters. */
    private static final class Counter implements FaultSweep.Trial {

        private final boolean forcesFile;
        private final boolean forcesDirectory;
        private int acknowledged;

        Counter(boolean forcesFile, boolean forcesDirectory) {
            this.forcesFile = forcesFile;
            this.forcesDirectory = forcesDirectory;
        }

        @Override
        public void run(Storage storage) throws IOException {
            for (int i = 1; i <= 3; i++) {
                store(storage, i);
                acknowledged = i;
            }
        }

        @Override
        public void verify(Storage storage) throws IOException {
            storage.delete("tmp");
            int value = 0;
            if (storage.exists("value")) {
                try (StorageFile file = storage.open("value")) {
                    byte[] one = new byte[1];
                    assertThat(file.read(0, one, 0, 1)).isEqualTo(1);
                    value = one[0];
                }
            }
            assertThat(value).isBetween(acknowledged, acknowledged + 1);
        }

        private void store(Storage storage, int value) throws IOException {
            try (StorageFile file = storage.openOrCreate("tmp")) {
                file.write(0, new byte[] {(byte) value}, 0, 1);
                if (forcesFile) {
                    file.force();
                }
            }
            storage.rename("tmp", "value");
            if (forcesDirectory) {
                storage.force();
            }
        }
    }

    /** Forces again when a force failed, and believes the second answer. */
    private static final class Stubborn implements FaultSweep.Trial {

        private boolean acknowledged;

        @Override
        public void run(Storage storage) throws IOException {
            try (StorageFile file = storage.openOrCreate("f")) {
                storage.force();
                file.write(0, new byte[] {1}, 0, 1);
                try {
                    file.force();
                } catch (IOException e) {
                    file.force();
                }
                acknowledged = true;
            }
        }

        @Override
        public void verify(Storage storage) throws IOException {
            if (acknowledged) {
                try (StorageFile file = storage.open("f")) {
                    byte[] one = new byte[1];
                    file.read(0, one, 0, 1);
                    assertThat(one).containsExactly(1);
                }
            }
        }
    }

    @Test
    void powerCuts_passCodeThatForcesBoth() {
        Seeds.forEach(seed -> {
            FaultSweep.Result result = new FaultSweep(seed).powerCuts(() -> new Counter(true, true));
            assertThat(result.operations()).isEqualTo(15);
            assertThat(result.runs()).isGreaterThanOrEqualTo(45);
        });
    }

    @Test
    void powerCuts_catchAMissingForceOfTheFile() {
        assertThat(failures(false, true))
                .contains("power cut")
                .contains("seed ")
                .contains("write tmp @0 +1");
    }

    @Test
    void powerCuts_catchAMissingForceOfTheDirectory() {
        assertThat(failures(true, false)).contains("power cut");
    }

    @Test
    void errors_passCodeThatGivesUp() {
        for (Fault fault : List.of(Fault.FULL, Fault.IO_ERROR, Fault.READ_ONLY)) {
            Seeds.forEach(seed -> assertThat(new FaultSweep(seed)
                            .errors(() -> new Counter(true, true), fault)
                            .runs())
                    .isEqualTo(15));
        }
    }

    @Test
    void errors_catchIgnoredErrors() {
        assertThatThrownBy(() -> {
                    for (long seed = 1; seed <= 50; seed++) {
                        new FaultSweep(seed).errors(Stubborn::new, Fault.IO_ERROR);
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("IO_ERROR at operation 3");
        assertThatThrownBy(() -> new FaultSweep(1).errors(() -> new Counter(true, true), Fault.POWER_CUT_TORN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void secondCutsAtMost_leavesTheFirstCutsAlone() {
        FaultSweep.Result none = new FaultSweep(3).secondCutsAtMost(0).powerCuts(() -> new Counter(true, true));
        assertThat(none.runs()).isEqualTo(3 * none.operations());
        FaultSweep.Result some = new FaultSweep(3).secondCutsAtMost(30).powerCuts(() -> new Counter(true, true));
        assertThat(some.runs() - none.runs()).isBetween(1L, 60L);
        assertThatThrownBy(() -> new FaultSweep(3).secondCutsAtMost(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void atMost_takesASample() {
        long runs = new FaultSweep(3)
                .atMost(10)
                .powerCuts(() -> new Counter(true, true))
                .runs();
        assertThat(runs).isBetween(1L, 40L);
        assertThatThrownBy(() -> new FaultSweep(3).atMost(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void trialThatDoesNotRepeatItself_isReported() {
        int[] calls = {0};
        assertThatThrownBy(() -> new FaultSweep(1).powerCuts(() -> new FaultSweep.Trial() {
                    @Override
                    public void run(Storage storage) throws IOException {
                        if (calls[0]++ == 0) {
                            storage.force();
                        }
                    }

                    @Override
                    public void verify(Storage storage) {
                        assertThatCode(storage::list).doesNotThrowAnyException();
                    }
                }))
                .hasMessageContaining("other calls than before");
    }

    private static String failures(boolean forcesFile, boolean forcesDirectory) {
        for (long seed = 1; seed <= 50; seed++) {
            try {
                new FaultSweep(seed).powerCuts(() -> new Counter(forcesFile, forcesDirectory));
            } catch (AssertionError e) {
                return e.getMessage();
            }
        }
        throw new AssertionError("no sweep of 50 found the mistake");
    }
}

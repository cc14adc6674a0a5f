/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.samples.quickstart.report.Recovery;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final Story story = new Story(new PrintStream(told, true, StandardCharsets.UTF_8), false);
    private long now;
    private final Faults faults = new Faults(story, () -> now);

    @Test
    void fault_isOver_whenEachDeviceHasAnAcknowledgementAfterItWasMended() throws InterruptedException {
        Faults.Fault fault = faults.broken("kill -9 of the broker", List.of("a", "b"));
        seconds(1);
        faults.acknowledged("a");
        seconds(2);
        fault.mended();
        seconds(3);
        faults.acknowledged("a");
        faults.acknowledged("c");
        assertThat(faults.recoveries().get(0).seconds()).isNaN();
        seconds(4.5);
        faults.acknowledged("b");
        seconds(9);
        faults.acknowledged("b");
        assertThat(faults.recoveries()).containsExactly(new Recovery("kill -9 of the broker", 2, 4.5));
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("BROKEN: kill -9 of the broker")
                .contains("recovered: rows are acknowledged again 4.5 s after kill -9 of the broker");
        faults.awaitRecovery();
    }

    @Test
    void fault_hasNoFigures_whenItWasNeverMended() throws InterruptedException {
        faults.broken("the network was cut", List.of("a"));
        faults.acknowledged("a");
        faults.awaitRecovery();
        assertThat(faults.recoveries().get(0).downSeconds()).isNaN();
        assertThat(faults.recoveries().get(0).seconds()).isNaN();
    }

    private void seconds(double value) {
        now = (long) (value * 1e9);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.log.LogOptions;
import io.dunlin.core.log.LogOptions.WhenFull;
import io.dunlin.testkit.Fault;
import io.dunlin.testkit.Seeds;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uplink, spool and ingest window together, on a disk that loses what was not forced and a link that loses messages. */
class SpooledUplinkTest {

    private static final LogOptions ROOMY = LogOptions.DEVICE.withSegmentBytes(4096);
    private static final LogOptions TIGHT =
            ROOMY.withSegmentBytes(1024).withQuotaBytes(3 * 1024 + 8192).withWhenFull(WhenFull.EVICT_OLDEST);

    @Test
    void promisedRows_areStoredExactlyOnce_whateverThePowerDoes() {
        Seeds.forEach(SpooledUplinkTest::promisedRowsAreStoredExactlyOnce);
    }

    /** Each of these seeds failed once. */
    @ParameterizedTest
    @ValueSource(longs = {1795607048533L, 1795606624557L})
    void promisedRows_areStoredExactlyOnce_withSeedsThatFailed(long seed) {
        promisedRowsAreStoredExactlyOnce(seed);
    }

    private static void promisedRowsAreStoredExactlyOnce(long seed) {
        Simulation.check(seed, sim -> {
            TelemetryTrial trial = new TelemetryTrial(sim, ROOMY);
            SimNode device = trial.device();
            for (int i = 0; i < 6; i++) {
                sim.run(Duration.ofMillis(500 + sim.random().nextLong(20_000)));
                switch ((int) sim.random().nextLong(3)) {
                    case 0 -> device.restart();
                    case 1 -> {
                        device.kill();
                        device.boot();
                    }
                    default ->
                        device.disk()
                                .inject(
                                        device.disk().operations()
                                                + sim.random().nextLong(20),
                                        Fault.IO_ERROR);
                }
                trial.link(sim.random().chance(0.7));
            }
            trial.healAndSettle();
            assertExactlyOnce(trial);
            assertThat(trial.stored()).containsAll(trial.promised());
        });
    }

    @Test
    void evictedRows_areReportedAsGaps_whenTheQuotaIsReached() {
        Simulation.check(Seeds.first(), sim -> {
            TelemetryTrial trial = new TelemetryTrial(sim, TIGHT);
            trial.link(false);
            sim.run(Duration.ofMinutes(20));
            trial.device().restart();
            sim.run(Duration.ofMinutes(5));
            trial.healAndSettle();
            assertExactlyOnce(trial);
            assertThat(trial.lostMessages()).isPositive();
            Set<Long> missing = new HashSet<>(trial.promised());
            missing.removeAll(trial.stored());
            assertThat(missing).isNotEmpty().hasSizeLessThanOrEqualTo((int) trial.lostMessages() * TelemetryTrial.ROWS);
        });
    }

    private static void assertExactlyOnce(TelemetryTrial trial) {
        assertThat(trial.stored()).doesNotHaveDuplicates();
        assertThat(trial.promised()).isNotEmpty();
    }
}

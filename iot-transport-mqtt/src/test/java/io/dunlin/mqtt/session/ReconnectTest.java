/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.RandomSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReconnectTest {

    private static final long SECOND = 1_000_000_000L;

    /** Always the longest pause that the jitter allows. */
    private static final RandomSource LONGEST = new RandomSource() {
        @Override
        public long nextLong() {
            return -1;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    private final ReconnectConfig config = new ReconnectConfig(SECOND, 10 * SECOND, 30 * SECOND, 0);

    @Test
    void pauses_double_upToTheLongest_alsoBeforeTheFirstSuccess() {
        Reconnect reconnect = new Reconnect(config, LONGEST, "c");
        assertThat(pauses(reconnect, 6)).containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
    }

    @Test
    void pauses_becomeShort_onlyAfterAConnectionThatLasted() {
        Reconnect reconnect = new Reconnect(config, LONGEST, "c");
        pauses(reconnect, 3);
        reconnect.connected(0);
        // Accepted and dropped at once: the fourth failure in a row.
        assertThat(reconnect.failed(30 * SECOND - 1) + 1).isEqualTo(8 * SECOND);
        reconnect.connected(0);
        assertThat(reconnect.failed(30 * SECOND) + 1).isEqualTo(SECOND);
        assertThat(reconnect.failures()).isEqualTo(1);
    }

    @Property
    void fleet_isSpreadOut_whenItsServerGoesAway(@ForAll long seed) {
        ReconnectConfig spread = new ReconnectConfig(SECOND, 10 * SECOND, 30 * SECOND, 20 * SECOND);
        Random random = new Random(seed);
        int[] perSecond = new int[21];
        for (int device = 0; device < 2000; device++) {
            Reconnect reconnect = new Reconnect(spread, random::nextLong, "device-" + device);
            reconnect.connected(0);
            perSecond[(int) (reconnect.failed(60 * SECOND) / SECOND)]++;
        }
        // Evenly would be 100 a second.
        for (int count : perSecond) {
            assertThat(count).isLessThan(200);
        }
    }

    private static List<Long> pauses(Reconnect reconnect, int count) {
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            seconds.add((reconnect.failed(0) + 1) / SECOND);
        }
        return seconds;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecordingTest {

    @Test
    void recordings_areWhatTheirSourcesSay() {
        Recording machine = Recording.load(Recording.MACHINE);
        assertThat(machine.channels()).containsExactly("temperature");
        assertThat(machine.rows()).hasSize(13617);
        assertThat(machine.points()).isEqualTo(13617);
        Recording yacht = Recording.load(Recording.YACHT);
        assertThat(yacht.channels()).hasSize(11).startsWith("lat_min", "lon_min");
        assertThat(yacht.rows()).hasSize(4350);
        assertThat(yacht.points()).isLessThan(11L * 4350);
        assertThatThrownBy(() -> Recording.load("none.csv")).hasMessageContaining("none.csv");
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.rim.FileStorage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayProgressTest {

    @TempDir
    Path disk;

    @Test
    void progress_remembersWhereEachBootBegan_andWhatWasSavedThen() throws Exception {
        ReplayProgress first = ReplayProgress.read(FileStorage.open(disk));
        assertThat(first.begin()).isZero();
        first.advance(25, 0);
        first.advance(50, 20);
        first.advance(75, 10);
        ReplayProgress second = ReplayProgress.read(FileStorage.open(disk));
        assertThat(second.begin()).isEqualTo(75);
        second.advance(100, 80);
        assertThat(ReplayProgress.read(FileStorage.open(disk)).boots())
                .containsExactly(new ReplayProgress.Boot(0, 0), new ReplayProgress.Boot(75, 20));
    }

    @Test
    void progress_isEmpty_onAnEmptyDisk() throws Exception {
        assertThat(ReplayProgress.read(FileStorage.open(disk)).boots()).isEmpty();
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

    @TempDir
    Path target;

    @Test
    void home_isEmptied_ofWhatAnInterruptedRunLeft() throws Exception {
        Path left = target.resolve("quickstart").resolve("device-1").resolve("device");
        Files.createDirectories(left);
        Files.writeString(left.resolve("slots"), "old");
        try (Home home = Home.take(target.resolve("quickstart"))) {
            assertThat(home.path()).isEmptyDirectory();
        }
        assertThat(target.resolve("quickstart")).exists();
    }

    @Test
    void home_isRefused_whileAnotherRunHasIt() throws Exception {
        Path path = target.resolve("quickstart");
        try (Home first = Home.take(path)) {
            Files.writeString(first.path().resolve("state"), "in use");
            assertThatThrownBy(() -> Home.take(path))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another run");
            assertThat(first.path().resolve("state")).exists();
        }
        Home.take(path).close();
    }
}

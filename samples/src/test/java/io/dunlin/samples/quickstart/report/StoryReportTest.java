/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.fleet.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong in the database or on a disk, some row of the table must say so: here each is made wrong. */
class StoryReportTest {

    private static final List<Recovery> RECOVERED = List.of(new Recovery("kill -9 of device-1", 2, 3));

    @TempDir
    static Path original;

    @TempDir
    Path home;

    @BeforeAll
    static void play() throws Exception {
        SmallStory.play(original);
    }

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> all = Files.walk(original)) {
            for (Path from : all.toList()) {
                Path to = home.resolve(original.relativize(from).toString());
                if (Files.isDirectory(from)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(from, to);
                }
            }
        }
    }

    @Test
    void report_isOk_whenEverythingIs() throws IOException {
        assertThat(failed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rows stored as | UPDATE reading SET number_value = number_value + 1 WHERE row_in_batch = 0",
                "rows stored twice | INSERT INTO reading SELECT * FROM reading WHERE row_in_batch = 0",
                "rows evicted | DELETE FROM ingest_gap",
                "rows lost | DELETE FROM ingest_gap",
                "rows lost | DELETE FROM reading WHERE seq = (SELECT MAX(seq) FROM reading)",
                "rows lost | DELETE FROM reading WHERE row_in_batch = 0",
                "rows lost | DELETE FROM ingest_window",
                "twins converged | DELETE FROM twin WHERE device = 'device-1'",
                "twins that refused | DELETE FROM twin WHERE device = 'device-2'",
                "signed commands | UPDATE command SET state = 'ACCEPTED' WHERE device = 'device-1'",
                "signed commands | DELETE FROM command WHERE device = 'device-2'",
            })
    void row_fails_whenTheDatabaseIsDoctored(String row, String sql) throws IOException {
        try (Database database = Database.h2(home.resolve("fleet").resolve("fleet"))) {
            int changed = database.transaction("doctor", c -> {
                try (var statement = c.createStatement()) {
                    return statement.executeUpdate(sql);
                }
            });
            assertThat(changed).isPositive();
        }
        assertThat(failed()).anyMatch(what -> what.startsWith(row));
    }

    @ParameterizedTest
    @CsvSource({
        "twins converged, device-1/diary-applied",
        "signed commands, device-1/diary-ran",
        "replayed commands, device-2/diary-arrived",
        "forged or misdirected, device-1/diary-refused",
    })
    void row_fails_whenADiaryIsLost(String row, String file) throws IOException {
        Files.delete(home.resolve(file));
        assertThat(failed()).anyMatch(what -> what.startsWith(row));
    }

    @Test
    void row_fails_whenADeviceRanACommandTwice() throws IOException {
        Path ran = home.resolve("device-1").resolve("diary-ran");
        Files.writeString(ran, Files.readString(ran), StandardOpenOption.APPEND);
        assertThat(failed()).contains("signed commands that ran exactly once");
    }

    @Test
    void row_fails_whenADeviceRanWhatNobodyOrdered() throws IOException {
        Path ran = home.resolve("device-1").resolve("diary-ran");
        Files.writeString(ran, "00000000000000000000000000000001\n", StandardOpenOption.APPEND);
        assertThat(failed()).contains("signed commands that ran exactly once");
    }

    @Test
    void row_fails_whenADevicesJournalForgot() throws IOException {
        Path journal = home.resolve("device-1").resolve("device").resolve("command");
        try (Stream<Path> files = Files.list(journal)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        assertThat(failed()).containsExactly("signed commands that ran exactly once");
    }

    @Test
    void row_fails_whenADeviceShowedTheColour() throws IOException {
        Files.writeString(
                home.resolve("device-2").resolve("diary-applied"),
                "lamp.colour Text[value=purple]\n",
                StandardOpenOption.APPEND);
        assertThat(failed()).containsExactly("twins that refused a lamp.colour with a reason");
    }

    @Test
    void rowsOfFaults_fail_whenThereWasNoRecoveryOrNotInTime() throws IOException {
        List<Recovery> never = List.of(new Recovery("kill -9 of the broker", 2, Double.NaN));
        Report report = StoryReport.of(evidence(true, never, 200));
        assertThat(report.failed())
                .containsExactly("recovered from kill -9 of the broker", "the whole story, of at most 180 s");
    }

    @Test
    void rowsOfLosses_fail_whenNothingWasToBeBroken() throws IOException {
        assertThat(StoryReport.of(evidence(false, List.of(), 20)).failed())
                .containsExactly("rows evicted from the full disk of device-1, each declared");
    }

    private List<String> failed() throws IOException {
        return StoryReport.of(evidence(true, RECOVERED, 20)).failed();
    }

    private Evidence evidence(boolean chaos, List<Recovery> recoveries, double seconds) {
        return new Evidence(
                home, SmallStory.ACTORS, "device-1", 30, null, 0, Map.of(), chaos, recoveries, seconds, 180);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.rim.FileStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads what earlier versions wrote, from the test resources. A fixture is never made anew: a version that changes a format
 * adds one of its own, with {@link #main}, and keeps reading the older ones.
 */
class FixtureTest {

    private static final LogOptions OPTIONS =
            new LogOptions(1024, 64 * 1024, 600, 16, SyncPolicy.ON_REQUEST, LogOptions.WhenFull.REFUSE);

    @TempDir
    Path directory;

    @Test
    void spool_ofVersion1_isRead() throws IOException {
        try (Spool spool = Spool.open(fixture("spool-v1"), OPTIONS)) {
            assertThat(spool.acknowledgedSeq()).isEqualTo(2);
            assertThat(spool.epoch().value()).isEqualTo(3);
            List<LogRecord> records = spool.read(1, 1 << 20);
            assertThat(records).extracting(LogRecord::seq).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
            for (LogRecord entry : records) {
                assertThat(entry.payload()).isEqualTo(payload(entry.seq()));
                assertThat(entry.type()).isEqualTo((int) entry.seq() % 3);
                assertThat(entry.epoch()).isEqualTo(new BootEpoch(entry.seq() <= 8 ? 1 : 2));
            }
            // The second boot was never closed, so the numbers that it had reserved may have been given out.
            assertThat(spool.gaps()).containsExactly(new Gap(13, 24, Gap.Reason.NOT_DURABLE));
        }
    }

    @Test
    void journal_ofVersion1_isRead() throws IOException {
        try (Journal journal = Journal.open(fixture("journal-v1"), OPTIONS)) {
            Journal.Replay replay = journal.replay();
            assertThat(replay.snapshot()).isEqualTo(payload(300));
            assertThat(replay.changes()).extracting(LogRecord::type).containsExactly(7, 8);
            assertThat(replay.changes().get(1).payload()).isEqualTo(payload(8));
            assertThat(replay.gaps()).isEmpty();
        }
    }

    @Test
    void atomicFile_ofVersion1_isRead() throws IOException {
        AtomicFile file = new AtomicFile(fixture("atomic-v1"), "state", 1024);
        assertThat(file.read()).isEqualTo(payload(99));
    }

    private FileStorage fixture(String name) throws IOException {
        Path from = Path.of(Objects.requireNonNull(FixtureTest.class.getResource("/fixtures/" + name))
                .getPath());
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        return FileStorage.open(directory);
    }

    private static byte[] payload(long seq) {
        byte[] bytes = new byte[(int) (37 * seq % 290)];
        Arrays.fill(bytes, (byte) seq);
        return bytes;
    }

    /**
     * Writes fixtures of the present version.
     *
     * @param arguments an empty directory
     * @throws IOException if it cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        Path spoolDirectory = Files.createDirectories(root.resolve("closed"));
        try (Spool first = Spool.open(FileStorage.open(spoolDirectory), OPTIONS)) {
            append(first, 1, 8);
            first.acknowledge(2);
        }
        // As a crash would leave it: copied before it is closed.
        Path crashed = Files.createDirectories(root.resolve("spool-v1"));
        try (Spool second = Spool.open(FileStorage.open(spoolDirectory), OPTIONS)) {
            append(second, 9, 12);
            try (Stream<Path> files = Files.list(spoolDirectory)) {
                for (Path file : files.filter(f -> !f.getFileName().toString().equals(".lock"))
                        .toList()) {
                    Files.copy(file, crashed.resolve(file.getFileName()));
                }
            }
        }
        try (Journal journal =
                Journal.open(FileStorage.open(Files.createDirectories(root.resolve("journal-v1"))), OPTIONS)) {
            journal.append(6, payload(6));
            journal.snapshot(payload(300));
            journal.append(7, payload(7));
            journal.append(8, payload(8));
            journal.force();
        }
        new AtomicFile(FileStorage.open(Files.createDirectories(root.resolve("atomic-v1"))), "state", 1024)
                .write(payload(99));
    }

    private static void append(Spool spool, long from, long to) throws IOException {
        for (long seq = from; seq <= to; seq++) {
            assertThat(spool.append((int) seq % 3, payload(seq))).isEqualTo(seq);
        }
        spool.force();
    }
}

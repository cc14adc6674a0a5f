/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.StorageException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JournalTest {

    private static final LogOptions OPTIONS =
            new LogOptions(1024, 4 * 1024 + 8192, 2048, 16, SyncPolicy.EACH, LogOptions.WhenFull.REFUSE);

    private final MemoryStorage storage = new MemoryStorage();

    @Test
    void changes_areReplayed_sinceTheLastSnapshot() throws IOException {
        Journal journal = Journal.open(storage, OPTIONS);
        assertThat(journal.replay().snapshot()).isNull();
        journal.append(1, new byte[] {1});
        journal.snapshot(new byte[] {42});
        assertThat(journal.bytesSinceSnapshot()).isZero();
        journal.append(2, new byte[] {2});
        journal.append(3, new byte[] {3});
        assertThat(journal.bytesSinceSnapshot()).isEqualTo(36);

        Journal again = Journal.open(storage.copy(), OPTIONS);
        Journal.Replay replay = again.replay();
        assertThat(replay.snapshot()).containsExactly(42);
        assertThat(replay.changes()).extracting(LogRecord::type).containsExactly(2, 3);
        assertThat(again.bytesSinceSnapshot()).isEqualTo(36);
        assertThat(again.epoch().value()).isEqualTo(2);
    }

    @Test
    void snapshots_keepTheFilesSmall() throws IOException {
        try (Journal journal = Journal.open(storage, OPTIONS)) {
            for (int i = 0; i < 100; i++) {
                journal.append(1, new byte[100]);
                if (i % 10 == 9) {
                    journal.snapshot(new byte[200]);
                }
                assertThat(journal.log().usedBytes()).isLessThanOrEqualTo(OPTIONS.quotaBytes());
            }
        }
    }

    @Test
    void fullJournal_takesASnapshot_andGoesOn() throws IOException {
        Journal journal = Journal.open(storage, OPTIONS.withSync(SyncPolicy.ON_REQUEST));
        assertThatThrownBy(() -> {
                    while (true) {
                        journal.append(1, new byte[100]);
                    }
                })
                .isInstanceOf(StorageException.class);
        journal.force();
        int changes = journal.replay().changes().size();
        journal.snapshot(new byte[] {7});
        journal.append(1, new byte[100]);
        journal.force();
        Journal again = Journal.open(storage.copy(), OPTIONS);
        assertThat(changes).isGreaterThan(10);
        assertThat(again.replay().snapshot()).containsExactly(7);
        assertThat(again.replay().changes()).hasSize(1);
    }

    @Test
    void failedSnapshot_keepsTheChanges() throws IOException {
        Journal journal = Journal.open(storage, OPTIONS);
        journal.append(1, new byte[] {1});
        storage.failForces(1);
        assertThatThrownBy(() -> journal.snapshot(new byte[] {42})).isInstanceOf(StorageException.class);
        Journal.Replay replay = Journal.open(storage.copy(), OPTIONS).replay();
        assertThat(replay.snapshot()).isNull();
        assertThat(replay.changes()).hasSize(1);
        assertThat(replay.gaps()).allMatch(gap -> gap.reason() == Gap.Reason.NOT_DURABLE);
    }

    @Test
    void wrongArguments_areRefused() throws IOException {
        Journal journal = Journal.open(storage, OPTIONS);
        assertThatThrownBy(() -> journal.append(255, new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Journal.open(storage, OPTIONS.withWhenFull(LogOptions.WhenFull.EVICT_OLDEST)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

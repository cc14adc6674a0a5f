/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Storage;
import io.dunlin.core.log.Journal;
import io.dunlin.core.log.LogOptions;
import io.dunlin.core.log.LogRecord;
import io.dunlin.core.log.SyncPolicy;
import io.dunlin.testkit.FaultSweep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of words as state: each change appends a word, each snapshot holds all of them. Afterwards the replayed list
 * holds every word that was promised durable, in order, and no word that was never appended.
 */
final class JournalTrial implements FaultSweep.Trial {

    private static final LogOptions OPTIONS =
            new LogOptions(1024, 12 * 1024 + 8192, 2048, 16, SyncPolicy.EACH, LogOptions.WhenFull.REFUSE);

    private final boolean goesOnAfterErrors;
    private final List<String> promised = new ArrayList<>();
    private final List<String> attempted = new ArrayList<>();

    JournalTrial(boolean goesOnAfterErrors) {
        this.goesOnAfterErrors = goesOnAfterErrors;
    }

    @Override
    public void run(Storage storage) throws IOException {
        List<String> state = new ArrayList<>();
        try (Journal journal = Journal.open(storage, OPTIONS)) {
            for (int i = 0; i < 24; i++) {
                attempt(journal, state, "word-" + i + "-".repeat(40));
                if (i % 7 == 6) {
                    snapshot(journal, state);
                }
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void attempt(Journal journal, List<String> state, String word) throws IOException {
        attempted.add(word);
        try {
            journal.append(1, word.getBytes(StandardCharsets.UTF_8));
            promised.add(word);
            state.add(word);
        } catch (IOException e) {
            failed(e);
        }
    }

    private void snapshot(Journal journal, List<String> state) throws IOException {
        try {
            journal.snapshot(String.join(" ", state).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException failure) throws IOException {
        if (!goesOnAfterErrors) {
            throw failure;
        }
    }

    @Override
    public void verify(Storage storage) throws IOException {
        Journal journal = Journal.open(storage, OPTIONS);
        Journal.Replay replay = journal.replay();
        List<String> state = new ArrayList<>();
        byte[] snapshot = replay.snapshot();
        if (snapshot != null) {
            state.addAll(List.of(new String(snapshot, StandardCharsets.UTF_8).split(" ")));
        }
        for (LogRecord change : replay.changes()) {
            state.add(new String(change.payload(), StandardCharsets.UTF_8));
        }
        assertThat(state).doesNotHaveDuplicates();
        assertThat(state.stream().filter(promised::contains)).containsExactlyElementsOf(promised);
        assertThat(attempted.stream().filter(state::contains)).containsExactlyElementsOf(state);
        String afterwards = "after-" + attempted.size();
        attempted.add(afterwards);
        journal.append(1, afterwards.getBytes(StandardCharsets.UTF_8));
        promised.add(afterwards);
    }
}

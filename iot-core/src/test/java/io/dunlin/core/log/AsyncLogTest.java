/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.StorageException;
import io.dunlin.core.StorageWorker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AsyncLogTest {

    private static final LogOptions OPTIONS =
            new LogOptions(1024, 5 * 1024 + 8192, 600, 64, SyncPolicy.EACH, LogOptions.WhenFull.REFUSE);

    private final MemoryStorage storage = new MemoryStorage();
    private final StepWorker worker = new StepWorker();
    private final List<Object> reports = new ArrayList<>();

    /** Does jobs when the test says so, and reports on the spot. */
    private static final class StepWorker implements StorageWorker {

        private final ArrayDeque<Runnable> jobs = new ArrayDeque<>();

        @Override
        public <T> void submit(Job<T> job, Report<? super T> report) {
            jobs.add(() -> {
                T result;
                try {
                    result = job.run();
                } catch (Exception e) {
                    report.failed(e);
                    return;
                }
                report.done(result);
            });
        }

        void step() {
            jobs.remove().run();
        }

        void run() {
            while (!jobs.isEmpty()) {
                step();
            }
        }
    }

    @Test
    void appendsDuringAJob_shareOneForce_andAreReportedInOrder() {
        AsyncSpool spool = openSpool();
        spool.append(1, new byte[10], report());
        for (int i = 0; i < 9; i++) {
            spool.append(1, new byte[10], report());
        }
        assertThat(worker.jobs).hasSize(1);
        assertThat(spool.waitingBytes()).isEqualTo(100);
        worker.step();
        assertThat(reports).containsExactly(1L);
        int forces = storage.forces();
        worker.step();
        assertThat(storage.forces()).isEqualTo(forces + 1);
        assertThat(reports).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(spool.durableSeq()).isEqualTo(10);
        assertThat(spool.lastSeq()).isEqualTo(10);
        assertThat(spool.waitingBytes()).isZero();
    }

    @Test
    void readAndAcknowledge_comeAfterWhatWasAppendedBefore() {
        AsyncSpool spool = openSpool();
        List<LogRecord> read = new ArrayList<>();
        spool.append(1, new byte[1], report());
        spool.append(2, new byte[2], report());
        spool.read(1, 100, on(read::addAll));
        spool.acknowledge(1, report());
        worker.run();
        assertThat(read).extracting(LogRecord::type).containsExactly(1, 2);
        assertThat(spool.acknowledgedSeq()).isEqualTo(1);
        spool.close(report());
        worker.run();
        assertThat(reports).containsExactly(1L, 2L, 1L, 2L);
        assertThat(openSpool().acknowledgedSeq()).isEqualTo(1);
    }

    @Test
    void failedForce_isReportedToItsGroupOnly() {
        AsyncSpool spool = openSpool();
        spool.append(1, new byte[1], report());
        worker.run();
        storage.failForces(1);
        spool.append(1, new byte[1], report());
        worker.step();
        spool.append(1, new byte[1], report());
        worker.run();
        assertThat(reports).hasSize(3);
        assertThat(reports.get(1)).isInstanceOf(StorageException.class);
        assertThat(reports.get(2)).isEqualTo(3L);
        assertThat(spool.gaps()).containsExactly(new Gap(2, 2, Gap.Reason.NOT_DURABLE));
    }

    @Test
    void chain_endsWithTheFirstFailure_alsoForWhatWasAskedForBefore() {
        AsyncSpool spool = openSpool();
        AppendChain chain = new AppendChain();
        spool.append(1, new byte[1], chain, report());
        // A read has what follows go to the worker before the first is reported.
        spool.read(1, 1, on(records -> {}));
        spool.append(1, new byte[1], chain, report());
        spool.append(1, new byte[1], chain, report());
        spool.read(1, 1, on(records -> {}));
        spool.append(1, new byte[1], chain, report());
        spool.append(1, new byte[1], report());
        spool.read(1, 1, on(records -> {}));
        worker.step();
        storage.failForces(1);
        worker.run();
        assertThat(reports).hasSize(5);
        assertThat(reports.get(0)).isEqualTo(1L);
        assertThat(reports.subList(1, 4)).hasOnlyElementsOfType(StorageException.class);
        // Numbers 2 and 3 were given out and are lost; the last one of the chain never got one.
        assertThat(reports.get(4)).isEqualTo(4L);
        assertThat(spool.gaps()).containsExactly(new Gap(2, 3, Gap.Reason.NOT_DURABLE));
        spool.append(1, new byte[1], new AppendChain(), report());
        worker.run();
        assertThat(reports.get(5)).isEqualTo(5L);
    }

    @Test
    void chain_leavesOutWhatFollowsAFullQuota() {
        AsyncSpool spool = openSpool();
        AppendChain chain = new AppendChain();
        for (int i = 0; i < 12; i++) {
            spool.append(1, new byte[500], chain, report());
        }
        spool.append(1, new byte[1], chain, report());
        worker.run();
        assertThat(reports.get(12)).isInstanceOf(StorageException.class);
        assertThat(reports.stream().filter(Long.class::isInstance)).hasSize((int) spool.lastSeq());
    }

    @Test
    void fullQuotaInsideAGroup_keepsWhatCameBefore() {
        AsyncSpool spool = openSpool();
        for (int i = 0; i < 12; i++) {
            spool.append(1, new byte[500], report());
        }
        worker.run();
        List<Object> kept = new ArrayList<>(reports);
        kept.removeIf(StorageException.class::isInstance);
        assertThat(kept).hasSizeBetween(4, 11).doesNotHaveDuplicates();
        assertThat(reports).hasSize(12);
        assertThat(spool.usedBytes()).isLessThanOrEqualTo(OPTIONS.quotaBytes());
        List<LogRecord> read = new ArrayList<>();
        spool.read(1, 100_000, on(read::addAll));
        worker.run();
        assertThat(read).extracting(entry -> (Object) entry.seq()).containsExactlyElementsOf(kept);
    }

    @Test
    void callback_mayAppendAgain() {
        AsyncSpool spool = openSpool();
        spool.append(1, new byte[1], on(seq -> spool.append(2, new byte[2], report())));
        worker.run();
        assertThat(reports).containsExactly(2L);
    }

    @Test
    void uselessRecord_isRefusedAtOnce() {
        AsyncSpool spool = openSpool();
        assertThatThrownBy(() -> spool.append(1, new byte[601], report())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> spool.append(-1, new byte[1], report())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closedSpool_reportsEveryAppendAsFailed() {
        AsyncSpool spool = openSpool();
        spool.close(report());
        spool.append(1, new byte[1], report());
        worker.run();
        assertThat(reports.get(1)).isInstanceOf(IllegalStateException.class);
        spool.read(1, 1, on(records -> {}));
        worker.run();
        assertThat(reports).hasSize(3);
    }

    @Test
    void journal_isReplayed_withItsSnapshot() {
        AsyncJournal journal = openJournal().journal();
        journal.append(1, new byte[] {1}, report());
        journal.snapshot(new byte[] {42}, report());
        journal.append(2, new byte[] {2}, report());
        assertThatThrownBy(() -> journal.append(255, new byte[1], report()))
                .isInstanceOf(IllegalArgumentException.class);
        journal.close(report());
        worker.run();
        assertThat(reports).containsExactly(1L, 2L, 3L, 3L);
        AsyncJournal.Opened again = openJournal();
        assertThat(again.replay().snapshot()).containsExactly(42);
        assertThat(again.replay().changes()).extracting(LogRecord::type).containsExactly(2);
        assertThat(again.replay().gaps()).isEmpty();
        assertThat(again.journal().epoch().value()).isEqualTo(2);
        assertThat(again.journal().usedBytes()).isPositive();
    }

    private AsyncSpool openSpool() {
        List<AsyncSpool> opened = new ArrayList<>();
        AsyncSpool.open(storage, OPTIONS, worker, on(opened::add));
        worker.run();
        return opened.get(0);
    }

    private AsyncJournal.Opened openJournal() {
        List<AsyncJournal.Opened> opened = new ArrayList<>();
        AsyncJournal.open(storage, OPTIONS, worker, on(opened::add));
        worker.run();
        return opened.get(0);
    }

    private StorageWorker.Report<Object> report() {
        return on(reports::add);
    }

    private <T> StorageWorker.Report<T> on(Consumer<? super T> done) {
        return new StorageWorker.Report<>() {
            @Override
            public void done(T result) {
                done.accept(result);
            }

            @Override
            public void failed(Exception failure) {
                reports.add(failure);
            }
        };
    }
}

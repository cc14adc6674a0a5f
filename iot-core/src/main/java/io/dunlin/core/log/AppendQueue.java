/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.StorageWorker;
import io.dunlin.core.StorageWorker.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends from a loop to a log on a worker. While one group is written and forced the next one gathers, so the slower
 * the disk, the larger the groups.
 */
final class AppendQueue {

    private final Log log;
    private final StorageWorker worker;
    private List<Append> waiting = new ArrayList<>();
    private long waitingBytes;
    private int groupsInFlight;
    private View view;

    /** What the loop may know of a log while the worker changes it. */
    record View(long lastSeq, long durableSeq, long trimmedSeq, long usedBytes, List<Gap> gaps) {
        static View of(Log log) {
            return new View(log.lastSeq(), log.durableSeq(), log.trimmedSeq(), log.usedBytes(), log.gaps());
        }
    }

    private static final class Append {
        final int type;
        final byte[] payload;
        final AppendChain chain;
        final Report<? super Long> report;
        long seq;

        @Nullable
        Exception failure;

        Append(int type, byte[] payload, AppendChain chain, Report<? super Long> report) {
            this.type = type;
            this.payload = payload;
            this.chain = chain;
            this.report = report;
        }
    }

    AppendQueue(Log log, StorageWorker worker) {
        this.log = log;
        this.worker = worker;
        this.view = View.of(log);
    }

    View view() {
        return view;
    }

    /** Returns the payload that was accepted and is not reported yet. */
    long waitingBytes() {
        return waitingBytes;
    }

    void append(int type, byte[] payload, Report<? super Long> report) {
        append(type, payload, new AppendChain(), report);
    }

    void append(int type, byte[] payload, AppendChain chain, Report<? super Long> report) {
        if (type < 0 || type > 255 || payload.length > log.options().maxRecordBytes()) {
            throw new IllegalArgumentException("type " + type + ", " + payload.length + " bytes: a record has up to "
                    + log.options().maxRecordBytes());
        }
        waiting.add(new Append(type, payload, chain, report));
        waitingBytes += payload.length;
        if (groupsInFlight == 0) {
            submitWaiting();
        }
    }

    /** Does a job after all that was appended before. */
    <T extends @Nullable Object> void submit(StorageWorker.Job<T> job, Report<? super T> report) {
        submitWaiting();
        worker.submit(() -> new Outcome<>(job.run(), View.of(log)), new Report<Outcome<T>>() {
            @Override
            public void done(Outcome<T> outcome) {
                view = outcome.view();
                report.done(outcome.result());
            }

            @Override
            public void failed(Exception failure) {
                report.failed(failure);
            }
        });
    }

    private record Outcome<T extends @Nullable Object>(T result, View view) {}

    private void submitWaiting() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Append> group = waiting;
        waiting = new ArrayList<>();
        groupsInFlight++;
        worker.submit(() -> write(group), new Report<View>() {
            @Override
            public void done(View after) {
                view = after;
                groupDone(group);
            }

            @Override
            public void failed(Exception failure) {
                for (Append append : group) {
                    append.failure = failure;
                }
                groupDone(group);
            }
        });
    }

    private void groupDone(List<Append> group) {
        for (Append append : group) {
            waitingBytes -= append.payload.length;
            Exception failure = append.failure;
            if (failure == null) {
                append.report.done(append.seq);
            } else {
                append.report.failed(failure);
            }
        }
        groupsInFlight--;
        if (groupsInFlight == 0) {
            submitWaiting();
        }
    }

    /** Writes a group with one force, on the worker. */
    private View write(List<Append> group) {
        Exception last = null;
        for (Append append : group) {
            append.failure = append.chain.broken();
            if (append.failure != null) {
                continue;
            }
            try {
                append.seq = log.append(append.type, append.payload);
            } catch (IOException | RuntimeException e) {
                append.failure = e;
                append.chain.breakBy(e);
                last = e;
            }
        }
        try {
            log.force();
        } catch (IOException | RuntimeException e) {
            last = e;
        }
        for (Append append : group) {
            if (append.failure == null && !log.isDurable(append.seq)) {
                append.failure = last;
            }
            if (append.failure != null) {
                append.chain.breakBy(append.failure);
            }
        }
        return View.of(log);
    }
}

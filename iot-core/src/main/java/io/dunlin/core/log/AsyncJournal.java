/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageWorker;
import io.dunlin.core.StorageWorker.Report;

/**
 * A {@link Journal} for a loop: the blocking work is done on a worker, and everything is reported on the worker's loop,
 * in order. Changes that come while others are written share one write and one force.
 *
 * <p>All methods are called on the loop.
 */
public final class AsyncJournal {

    /** How many segments are no matter. */
    private static final long MOST_SEGMENTS = 4;

    private final Journal journal;
    private final AppendQueue queue;

    private AsyncJournal(Journal journal, StorageWorker worker) {
        this.journal = journal;
        this.queue = new AppendQueue(journal.log(), worker);
    }

    /**
     * An open journal and what it held.
     *
     * @param journal where to append from now on
     * @param replay the state so far
     */
    public record Opened(AsyncJournal journal, Journal.Replay replay) {}

    /**
     * Opens a journal on a worker and reads it.
     *
     * @param storage the directory, which nothing else uses
     * @param options how to use it; its policy of forcing does not matter here
     * @param worker does the work from now on
     * @param report gets the journal and what it held, or what {@link Journal#open} threw
     */
    public static void open(Storage storage, LogOptions options, StorageWorker worker, Report<? super Opened> report) {
        LogOptions grouped = options.withSync(SyncPolicy.ON_REQUEST);
        worker.submit(
                () -> {
                    Journal journal = Journal.open(storage, grouped);
                    Journal.Replay replay = journal.replay();
                    return new Opened(new AsyncJournal(journal, worker), replay);
                },
                report);
    }

    /**
     * Appends a change.
     *
     * @param type any number from 0 to 254, for the owner
     * @param change the content; the caller no longer changes it
     * @param report gets the change's number when it is durable, or why it is not and will not be
     * @throws IllegalArgumentException if the change is larger than the options allow
     */
    public void append(int type, byte[] change, Report<? super Long> report) {
        if (type == Journal.SNAPSHOT) {
            throw new IllegalArgumentException("type " + type + " is that of snapshots");
        }
        queue.append(type, change, report);
    }

    /**
     * Writes the state as it is after all changes appended before, and drops these.
     *
     * @param state the whole state; the caller no longer changes it
     * @param report gets the journal's last number when the snapshot is durable
     */
    public void snapshot(byte[] state, Report<? super Long> report) {
        queue.submit(
                () -> {
                    journal.snapshot(state);
                    return journal.log().lastSeq();
                },
                report);
    }

    /**
     * Closes the journal after all that was asked for before.
     *
     * @param report gets the journal's last number
     */
    public void close(Report<? super Long> report) {
        queue.submit(
                () -> {
                    journal.close();
                    return journal.log().lastSeq();
                },
                report);
    }

    /**
     * Returns this boot's epoch.
     *
     * @return greater than that of every boot before
     */
    public BootEpoch epoch() {
        return journal.epoch();
    }

    /**
     * Returns how much of the quota is used, as of the last report.
     *
     * @return bytes of all files
     */
    public long usedBytes() {
        return queue.view().usedBytes();
    }

    /**
     * Tells whether a snapshot would free most of the files, as of the last report. Each boot and each failure begins a new
     * file, so the quota can be used up by few changes.
     *
     * @return whether it is time for a snapshot, however few bytes of changes there are
     */
    public boolean isFragmented() {
        return usedBytes() > MOST_SEGMENTS * journal.log().options().segmentBytes();
    }
}

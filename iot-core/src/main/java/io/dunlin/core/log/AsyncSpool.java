/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageWorker;
import io.dunlin.core.StorageWorker.Report;
import java.util.List;

/**
 * A {@link Spool} for a loop: the blocking work is done on a worker, and everything is reported on the worker's loop, in
 * order. Appends that come while others are written share one write and one force.
 *
 * <p>All methods are called on the loop. What getters return is as of the last report.
 */
public final class AsyncSpool {

    private final Spool spool;
    private final AppendQueue queue;

    private AsyncSpool(Spool spool, StorageWorker worker) {
        this.spool = spool;
        this.queue = new AppendQueue(spool.log(), worker);
    }

    /**
     * Opens a spool on a worker.
     *
     * @param storage the directory, which nothing else uses
     * @param options how to use it; its policy of forcing does not matter here
     * @param worker does the work from now on
     * @param report gets the open spool, or what {@link Spool#open} threw
     */
    public static void open(
            Storage storage, LogOptions options, StorageWorker worker, Report<? super AsyncSpool> report) {
        LogOptions grouped = options.withSync(SyncPolicy.ON_REQUEST);
        worker.submit(() -> new AsyncSpool(Spool.open(storage, grouped), worker), report);
    }

    /**
     * Appends a record.
     *
     * @param type any number from 0 to 255, for the owner
     * @param payload the content; the caller no longer changes it
     * @param report gets the record's number when it is durable, or why it is not and will not be
     * @throws IllegalArgumentException if the payload is larger than the options allow
     */
    public void append(int type, byte[] payload, Report<? super Long> report) {
        queue.append(type, payload, report);
    }

    /**
     * Appends a record unless one before it in its chain failed. Chained records that are appended by nobody else in
     * between have consecutive numbers.
     *
     * @param type any number from 0 to 255, for the owner
     * @param payload the content; the caller no longer changes it
     * @param chain what the record needs to be durable before it
     * @param report gets the record's number when it is durable, or why it is not and will not be
     * @throws IllegalArgumentException if the payload is larger than the options allow
     */
    public void append(int type, byte[] payload, AppendChain chain, Report<? super Long> report) {
        queue.append(type, payload, chain, report);
    }

    /**
     * Reads durable records in ascending order.
     *
     * @param fromSeq the first number wanted
     * @param maxBytes how many bytes of payload at most; one record is returned even if it is larger
     * @param report gets the records, none if there are no more; {@link #gaps} then tells what was left out
     */
    public void read(long fromSeq, int maxBytes, Report<? super List<LogRecord>> report) {
        queue.submit(() -> spool.read(fromSeq, maxBytes), report);
    }

    /**
     * Forgets what the receiver has, as {@link Spool#acknowledge} does.
     *
     * @param upToSeq the last number that the receiver has or was told to be lost
     * @param report gets the number up to which records are acknowledged now, durably
     */
    public void acknowledge(long upToSeq, Report<? super Long> report) {
        queue.submit(
                () -> {
                    spool.acknowledge(upToSeq);
                    return spool.acknowledgedSeq();
                },
                report);
    }

    /**
     * Closes the spool after all that was asked for before.
     *
     * @param report gets the last number that was given out
     */
    public void close(Report<? super Long> report) {
        queue.submit(
                () -> {
                    spool.close();
                    return spool.lastSeq();
                },
                report);
    }

    /**
     * Returns this boot's epoch.
     *
     * @return greater than that of every boot before
     */
    public BootEpoch epoch() {
        return spool.epoch();
    }

    /**
     * Returns the last number that was given out, or burnt by a crash.
     *
     * @return 0 if none was
     */
    public long lastSeq() {
        return queue.view().lastSeq();
    }

    /**
     * Returns the last number up to which every record is durable or a gap.
     *
     * @return at most {@link #lastSeq}
     */
    public long durableSeq() {
        return queue.view().durableSeq();
    }

    /**
     * Returns up to where records were acknowledged.
     *
     * @return 0 if none was
     */
    public long acknowledgedSeq() {
        return queue.view().trimmedSeq();
    }

    /**
     * Returns what is lost and was not acknowledged yet.
     *
     * @return in ascending order, without overlaps
     */
    public List<Gap> gaps() {
        return queue.view().gaps();
    }

    /**
     * Returns how much of the quota is used.
     *
     * @return bytes of all files
     */
    public long usedBytes() {
        return queue.view().usedBytes();
    }

    /**
     * Returns how much payload was appended and not reported yet: what the disk is behind.
     *
     * @return bytes
     */
    public long waitingBytes() {
        return queue.waitingBytes();
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Storage;
import java.io.IOException;
import java.util.List;

/**
 * Records that wait on disk until someone far away has acknowledged them. What is lost on the way, by eviction, damage
 * or a crash, is in {@link #gaps}, so that the receiver can be told. One thread at a time; blocks.
 *
 * <p>Numbers and durability are those of {@link Log}.
 */
public final class Spool implements AutoCloseable {

    private final Log log;

    private Spool(Log log) {
        this.log = log;
    }

    /**
     * Opens a spool, or starts one in an empty directory.
     *
     * @param storage the directory, which nothing else uses
     * @param options how to use it; {@link LogOptions.WhenFull} decides what a full quota costs
     * @return the open spool
     * @throws IOException as {@link Log#open} does
     */
    public static Spool open(Storage storage, LogOptions options) throws IOException {
        return new Spool(Log.open(storage, options));
    }

    /**
     * Appends a record.
     *
     * @param type any number from 0 to 255, for the owner
     * @param payload the content
     * @return the record's number
     * @throws IOException as {@link Log#append(int, byte[], int, int)} does
     */
    public long append(int type, byte[] payload) throws IOException {
        return log.append(type, payload);
    }

    /**
     * Makes all appended records durable.
     *
     * @throws IOException as {@link Log#force} does
     */
    public void force() throws IOException {
        log.force();
    }

    /**
     * Reads what waits, in ascending order. Numbers left out are in {@link #gaps} when this returns.
     *
     * @param fromSeq the first number wanted; what was acknowledged is not read again
     * @param maxBytes how many bytes of payload at most; one record is returned even if it is larger
     * @return the records, none if there are no more
     */
    public List<LogRecord> read(long fromSeq, int maxBytes) {
        return log.read(fromSeq, maxBytes);
    }

    /**
     * Forgets what the receiver has.
     *
     * @param upToSeq the last number that the receiver has or was told to be lost; numbers that could not be read yet
     *     are not acknowledged by it
     * @throws IOException if that is not certain to be durable; it may be repeated
     */
    public void acknowledge(long upToSeq) throws IOException {
        log.trim(upToSeq);
    }

    /**
     * Returns up to where records were acknowledged.
     *
     * @return 0 if none was
     */
    public long acknowledgedSeq() {
        return log.trimmedSeq();
    }

    /**
     * Returns the last number that was given out, or burnt by a crash.
     *
     * @return 0 if none was
     */
    public long lastSeq() {
        return log.lastSeq();
    }

    /**
     * Returns the last number up to which every record is durable or a gap.
     *
     * @return at most {@link #lastSeq}
     */
    public long durableSeq() {
        return log.durableSeq();
    }

    /**
     * Returns what is lost and was not acknowledged yet.
     *
     * @return a snapshot, in ascending order, without overlaps
     */
    public List<Gap> gaps() {
        return log.gaps();
    }

    /**
     * Returns this boot's epoch.
     *
     * @return greater than that of every boot before
     */
    public BootEpoch epoch() {
        return log.epoch();
    }

    /**
     * Returns how much of the quota is used.
     *
     * @return bytes of all files
     */
    public long usedBytes() {
        return log.usedBytes();
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    Log log() {
        return log;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a state since its last snapshot: at start the owner takes the snapshot and applies the changes; from time to
 * time it writes a new snapshot, which drops all changes before it. Nothing is ever evicted. One thread at a time;
 * blocks.
 */
public final class Journal implements AutoCloseable {

    /** The type of snapshots; changes have 0 to 254. */
    static final int SNAPSHOT = 255;

    private final Log log;
    private long bytesSinceSnapshot;

    /**
     * What a journal holds.
     *
     * @param snapshot the last snapshot, null if there is none
     * @param changes what was appended after it, in order
     * @param gaps numbers that are lost; {@code NOT_DURABLE} ones were never reported durable, all others mean that the
     *     medium lost changes and that the state is older than it was
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed over once at start.
    public record Replay(byte @Nullable [] snapshot, List<LogRecord> changes, List<Gap> gaps) {}

    private Journal(Log log) {
        this.log = log;
        // A full journal must still be able to take the snapshot that empties it.
        log.keepSpare(log.options().segmentBytes());
    }

    /**
     * Opens a journal, or starts one in an empty directory.
     *
     * @param storage the directory, which nothing else uses
     * @param options how to use it; a quarter of the quota should hold a snapshot
     * @return the open journal
     * @throws IllegalArgumentException if the options would evict
     * @throws IOException as {@link Log#open} does
     */
    public static Journal open(Storage storage, LogOptions options) throws IOException {
        if (options.whenFull() != LogOptions.WhenFull.REFUSE) {
            throw new IllegalArgumentException("a journal evicts nothing, got " + options.whenFull());
        }
        return new Journal(Log.open(storage, options));
    }

    /**
     * Reads the last snapshot and what follows it.
     *
     * @return all that is durable
     */
    public Replay replay() {
        byte[] snapshot = null;
        List<LogRecord> changes = new ArrayList<>();
        long from = log.trimmedSeq() + 1;
        bytesSinceSnapshot = 0;
        for (List<LogRecord> read = log.read(from, 1 << 16); !read.isEmpty(); read = log.read(from, 1 << 16)) {
            for (LogRecord entry : read) {
                from = entry.seq() + 1;
                if (entry.type() == SNAPSHOT) {
                    snapshot = entry.payload();
                    changes.clear();
                    bytesSinceSnapshot = 0;
                } else {
                    changes.add(entry);
                    bytesSinceSnapshot += RecordFormat.size(entry.payload().length);
                }
            }
        }
        return new Replay(snapshot, List.copyOf(changes), log.gaps());
    }

    /**
     * Appends a change. By the {@link SyncPolicy} it is durable on return or after {@link #force}.
     *
     * @param type any number from 0 to 254, for the owner
     * @param change the content
     * @return the change's number
     * @throws IOException as {@link Log#append(int, byte[], int, int)} does; of kind {@code FULL}, a snapshot makes room
     */
    public long append(int type, byte[] change) throws IOException {
        if (type == SNAPSHOT) {
            throw new IllegalArgumentException("type " + SNAPSHOT + " is that of snapshots");
        }
        long seq = log.append(type, change);
        bytesSinceSnapshot += RecordFormat.size(change.length);
        return seq;
    }

    /**
     * Makes all appended changes durable.
     *
     * @throws IOException as {@link Log#force} does
     */
    public void force() throws IOException {
        log.force();
    }

    /**
     * Writes the state as it is after all appended changes, and drops these. Durable on return.
     *
     * @param state the whole state
     * @throws IOException if the snapshot is not certain to be durable; the changes are still there then
     */
    public void snapshot(byte[] state) throws IOException {
        log.keepSpare(0);
        try {
            long seq = log.append(SNAPSHOT, state);
            log.force();
            bytesSinceSnapshot = 0;
            log.trim(seq - 1);
        } finally {
            log.keepSpare(log.options().segmentBytes());
        }
    }

    /**
     * Returns how much a replay has to read after the last snapshot: when that is several times the state's size, a new
     * snapshot is worth its bytes.
     *
     * @return bytes, counted since {@link #replay} or {@link #snapshot}
     */
    public long bytesSinceSnapshot() {
        return bytesSinceSnapshot;
    }

    /**
     * Returns this boot's epoch.
     *
     * @return greater than that of every boot before
     */
    public BootEpoch epoch() {
        return log.epoch();
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    Log log() {
        return log;
    }
}

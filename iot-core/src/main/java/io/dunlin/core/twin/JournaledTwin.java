/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.StorageWorker.Report;
import io.dunlin.core.log.AsyncJournal;
import io.dunlin.core.log.Journal;
import io.dunlin.core.log.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DeviceTwin} on an {@link AsyncJournal}. It writes a snapshot when the changes outgrow it, and tries again
 * after a failed write: meanwhile nothing that is not durable is applied or sent. All methods are called on the loop.
 */
public final class JournaledTwin {

    private static final int CHANGE = 1;
    private static final long RETRY_NANOS = 1_000_000_000L;

    /** Changes of a small twin are not worth a snapshot, however small that is. */
    private static final long MIN_CHANGES_BYTES = 16 * 1024;

    private final AsyncJournal journal;
    private final Loop loop;
    private final Handler handler;
    private final DeviceTwin twin;
    private long changesBytes;
    private long snapshotBytes;

    /** Takes what is no matter of the store. */
    public interface Handler {
        /**
         * A message for the fleet, as {@link DeviceTwin.Output#send} says.
         *
         * @param message its bytes
         */
        void send(byte[] message);

        /**
         * A value is desired, as {@link DeviceTwin.Output#apply} says.
         *
         * @param path which path
         * @param value the target, or null to go back to the default
         * @param dv the version to answer
         */
        void apply(String path, @Nullable Value value, long dv);

        /**
         * Something that an operator may want to know.
         *
         * @param event what
         * @param detail more for people
         */
        void event(TwinEvent event, String detail);
    }

    private JournaledTwin(
            AsyncJournal.Opened opened,
            TwinSchema schema,
            TwinLimits limits,
            TwinTiming timing,
            RandomSource random,
            Loop loop,
            Handler handler) {
        this.journal = opened.journal();
        this.loop = loop;
        this.handler = handler;
        this.twin = new DeviceTwin(schema, limits, timing, random, new Output());
        Journal.Replay replay = opened.replay();
        byte[] snapshot = replay.snapshot();
        if (snapshot != null) {
            snapshotBytes = snapshot.length;
            twin.restore(snapshot);
        }
        for (LogRecord change : replay.changes()) {
            changesBytes += change.payload().length;
            twin.restore(change.payload());
        }
        twin.open(journal.epoch(), loop.nanoTime());
    }

    /**
     * Opens a twin on a journal that holds nothing else.
     *
     * @param opened the open journal and what it held
     * @param schema what this firmware can take and report
     * @param limits what the twin may hold
     * @param timing when to repeat and wait
     * @param random where the store's name and jitter come from
     * @param loop whose time counts
     * @param handler who is told
     * @return the open twin; targets without an answer have been applied again
     * @throws io.dunlin.core.DecodeException if the journal holds something else
     */
    public static JournaledTwin open(
            AsyncJournal.Opened opened,
            TwinSchema schema,
            TwinLimits limits,
            TwinTiming timing,
            RandomSource random,
            Loop loop,
            Handler handler) {
        return new JournaledTwin(opened, schema, limits, timing, random, loop, handler);
    }

    /**
     * Returns the twin, for all else: reports, answers, messages, the link and time.
     *
     * @return the twin
     */
    public DeviceTwin twin() {
        return twin;
    }

    private void append(long id, byte[] record) {
        boolean outgrown = changesBytes >= Math.max(MIN_CHANGES_BYTES, 4 * snapshotBytes);
        byte[] snapshot = outgrown ? twin.snapshot() : record;
        Report<Long> report = new Report<>() {
            @Override
            public void done(Long seq) {
                changesBytes = outgrown ? 0 : changesBytes + record.length;
                snapshotBytes = outgrown ? snapshot.length : snapshotBytes;
                twin.persisted(id, loop.nanoTime());
            }

            @Override
            public void failed(Exception failure) {
                handler.event(TwinEvent.STORE_FAILED, String.valueOf(failure));
                // A snapshot makes room, if it is room that is missing.
                changesBytes = Math.max(MIN_CHANGES_BYTES, 4 * snapshotBytes);
                loop.schedule(RETRY_NANOS, () -> append(id, record));
            }
        };
        if (outgrown) {
            journal.snapshot(snapshot, report);
        } else {
            journal.append(CHANGE, record, report);
        }
    }

    private final class Output implements DeviceTwin.Output {
        @Override
        public void send(byte[] message) {
            handler.send(message);
        }

        @Override
        public void apply(String path, @Nullable Value value, long dv) {
            handler.apply(path, value, dv);
        }

        @Override
        public void persist(long id, byte[] record) {
            append(id, record);
        }

        @Override
        public void event(TwinEvent event, String detail) {
            handler.event(event, detail);
        }
    }
}

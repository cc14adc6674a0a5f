/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.Alarm;
import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.StorageWorker.Report;
import io.dunlin.core.log.AsyncJournal;
import io.dunlin.core.log.Journal;
import io.dunlin.core.log.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DeviceTwin} on an {@link AsyncJournal} and a {@link Loop}. It keeps the time, writes a snapshot when the changes outgrow it, and tries again
 * after a failed write; meanwhile nothing that is not durable is applied or sent. All methods are called on the loop.
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
    private final Alarm alarm;
    private long changesBytes;
    private long snapshotBytes;
    private boolean closed;

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
        this.alarm = new Alarm(loop, () -> {
            twin.tick(loop.nanoTime());
            rearm();
        });
        twin.open(journal.epoch(), loop.nanoTime());
        rearm();
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
     * @return the open twin; targets without an answer were given to the handler again, which answers after this returns
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
     * Reports the value in force, as {@link DeviceTwin#report} does.
     *
     * @param path a path of the schema
     * @param value the value
     * @return what became of it
     */
    public ReportResult report(String path, Value value) {
        ReportResult result = twin.report(path, value, loop.nanoTime());
        rearm();
        return result;
    }

    /**
     * A handler has dealt with a target, as {@link DeviceTwin#applied} says.
     *
     * @param path which path
     * @param dv the version that the handler was given
     * @param outcome what it made of it
     */
    public void applied(String path, long dv, Outcome outcome) {
        twin.applied(path, dv, outcome, loop.nanoTime());
        rearm();
    }

    /**
     * A message came from the fleet.
     *
     * @param message its bytes
     */
    public void received(byte[] message) {
        twin.received(message, loop.nanoTime());
        rearm();
    }

    /**
     * The link came up.
     *
     * @param maxPayloadBytes the largest message that it takes
     */
    public void linkUp(int maxPayloadBytes) {
        twin.linkUp(maxPayloadBytes, loop.nanoTime());
        rearm();
    }

    /** The link went down. */
    public void linkDown() {
        twin.linkDown();
        rearm();
    }

    /**
     * Returns what is reported for a path, durable or not.
     *
     * @param path which path
     * @return the value in force, or null if none was reported
     */
    public @Nullable Value reported(String path) {
        return twin.reported(path);
    }

    /**
     * Returns what is desired for a path.
     *
     * @param path which path
     * @return the target, or null if none is known
     */
    public @Nullable Value desired(String path) {
        return twin.desired(path);
    }

    /** Ends all waiting and writing; the owner then closes the journal. What is not durable yet is given up. */
    public void close() {
        closed = true;
        alarm.off();
    }

    private void rearm() {
        if (!closed) {
            alarm.at(twin.deadlineNanos());
        }
    }

    private void append(long id, byte[] record) {
        if (closed) {
            return;
        }
        boolean outgrown = changesBytes >= Math.max(MIN_CHANGES_BYTES, 4 * snapshotBytes) || journal.isFragmented();
        byte[] snapshot = outgrown ? twin.snapshot() : record;
        Report<Long> report = new Report<>() {
            @Override
            public void done(Long seq) {
                changesBytes = outgrown ? 0 : changesBytes + record.length;
                snapshotBytes = outgrown ? snapshot.length : snapshotBytes;
                twin.persisted(id, loop.nanoTime());
                rearm();
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

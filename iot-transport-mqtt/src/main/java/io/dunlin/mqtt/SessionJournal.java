/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.Loop;
import io.dunlin.core.StorageWorker;
import io.dunlin.core.StorageWorker.Report;
import io.dunlin.core.log.AsyncJournal;
import io.dunlin.core.log.LogRecord;
import io.dunlin.mqtt.session.Session;
import io.dunlin.mqtt.session.SessionStore;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session's store on a journal. What is appended while other records are written shares the next write, and what has
 * outgrown the state by far is replaced by a snapshot. On the loop.
 */
final class SessionJournal implements SessionStore {

    private static final Logger LOG = LoggerFactory.getLogger(SessionJournal.class);

    private static final int CHANGE = 1;

    /** Less is not worth a snapshot, however small that is. */
    private static final long MIN_CHANGES_BYTES = 256 << 10;

    private final AsyncJournal journal;
    private final Loop loop;
    private final Session session;
    private final long capacityBytes;
    private final Runnable afterwards;
    private long changesBytes;
    private long snapshotBytes;
    private boolean closed;

    private SessionJournal(
            AsyncJournal.Opened opened, Loop loop, Session session, long capacityBytes, Runnable afterwards) {
        this.journal = opened.journal();
        this.loop = loop;
        this.session = session;
        this.capacityBytes = capacityBytes;
        this.afterwards = afterwards;
        byte[] snapshot = opened.replay().snapshot();
        snapshotBytes = snapshot == null ? 0 : snapshot.length;
        List<byte[]> changes = new ArrayList<>();
        for (LogRecord change : opened.replay().changes()) {
            changesBytes += change.payload().length;
            changes.add(change.payload());
        }
        session.restore(this, snapshot, changes, loop.nanoTime());
    }

    /**
     * Opens the store, and has the session go on from it.
     *
     * @param afterwards called after each record that the session was answered for
     */
    static void open(
            MqttStore store,
            StorageWorker worker,
            Loop loop,
            Session session,
            Runnable afterwards,
            Report<? super SessionJournal> report) {
        AsyncJournal.open(store.storage(), store.options(), worker, new Report<AsyncJournal.Opened>() {
            @Override
            public void done(AsyncJournal.Opened opened) {
                SessionJournal journal;
                try {
                    journal = new SessionJournal(opened, loop, session, store.capacityBytes(), afterwards);
                } catch (RuntimeException e) {
                    opened.journal().close(ignored());
                    report.failed(e);
                    return;
                }
                report.done(journal);
            }

            @Override
            public void failed(Exception failure) {
                report.failed(failure);
            }
        });
    }

    @Override
    public void append(byte[] change) {
        changesBytes += change.length;
        journal.append(CHANGE, change, new Report<Long>() {
            @Override
            public void done(Long seq) {
                answered(true);
            }

            @Override
            public void failed(Exception failure) {
                LOG.error("a record of the session was not written", failure);
                // A snapshot makes room, if it is room that is missing.
                changesBytes = Math.max(changesBytes, enough());
                answered(false);
            }
        });
    }

    private void answered(boolean durable) {
        session.persisted(durable, loop.nanoTime());
        if (!closed && changesBytes >= enough()) {
            snapshot();
        }
        afterwards.run();
    }

    private long enough() {
        return Math.max(MIN_CHANGES_BYTES, 2 * snapshotBytes);
    }

    private void snapshot() {
        byte[] state = session.snapshot(loop.nanoTime());
        changesBytes = 0;
        journal.snapshot(state, new Report<Long>() {
            @Override
            public void done(Long seq) {
                snapshotBytes = state.length;
            }

            @Override
            public void failed(Exception failure) {
                LOG.error("a snapshot of the session was not written", failure);
            }
        });
    }

    @Override
    public long wallMillis() {
        return loop.wallMillis();
    }

    @Override
    public long capacityBytes() {
        return capacityBytes;
    }

    /** Closes the store after all that was appended. */
    void close(Runnable done) {
        closed = true;
        journal.close(new Report<Long>() {
            @Override
            public void done(Long seq) {
                done.run();
            }

            @Override
            public void failed(Exception failure) {
                LOG.warn("the session's store was not closed", failure);
                done.run();
            }
        });
    }

    private static Report<Long> ignored() {
        return new Report<>() {
            @Override
            public void done(Long seq) {}

            @Override
            public void failed(Exception failure) {
                LOG.warn("the session's store was not closed", failure);
            }
        };
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import io.dunlin.core.Loop;
import io.dunlin.core.StorageWorker.Report;
import io.dunlin.core.log.AppendChain;
import io.dunlin.core.log.AsyncSpool;
import io.dunlin.core.log.Gap;
import io.dunlin.core.log.LogRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives a {@link TelemetryUplink} a {@link AsyncSpool} for its store. The spool must hold nothing else, since every number
 * it gives out is a message of the telemetry channel. All methods are called on the loop.
 */
public final class SpooledUplink implements UplinkOutput {

    /** The type of all records. */
    static final int RECORD_TYPE = 1;

    private final AsyncSpool spool;
    private final Loop loop;
    private final Sender sender;
    private @Nullable TelemetryUplink uplink;
    private List<Gap> reported = List.of();
    private AppendChain chain = new AppendChain();

    /** Takes what is no matter of the store. */
    public interface Sender {
        /**
         * Send a message, as {@link UplinkOutput#send} says.
         *
         * @param seq the message's number, or 0
         * @param message its bytes
         */
        void send(long seq, byte[] message);

        /**
         * Something that an operator may want to know.
         *
         * @param event what
         */
        void event(UplinkEvent event);

        /** The uplink was told what the store did: its counts and its deadline may have changed. */
        default void changed() {}
    }

    /**
     * Joins a spool to an uplink that is still to be made with this as its output.
     *
     * @param spool the open spool, used by nobody else
     * @param loop whose time counts
     * @param sender takes messages and events
     */
    public SpooledUplink(AsyncSpool spool, Loop loop, Sender sender) {
        this.spool = spool;
        this.loop = loop;
        this.sender = sender;
    }

    /**
     * Tells the uplink what the spool holds. Call it once.
     *
     * @param uplink the uplink whose output this is
     * @param incarnation the life of the spool's directory
     */
    public void start(TelemetryUplink uplink, Incarnation incarnation) {
        this.uplink = uplink;
        reported = spool.gaps();
        List<SeqRange> lost = new ArrayList<>();
        for (Gap gap : reported) {
            lost.add(new SeqRange(gap.fromSeq(), gap.toSeq()));
        }
        uplink.opened(
                incarnation, spool.epoch(), spool.acknowledgedSeq() + 1, spool.lastSeq() + 1, lost, loop.nanoTime());
    }

    private TelemetryUplink uplink() {
        if (uplink == null) {
            throw new IllegalStateException("start was not called");
        }
        return uplink;
    }

    @Override
    public void persist(long seq, byte[] message) {
        // The number of each depends on whether those before it failed.
        AppendChain mine = chain;
        spool.append(RECORD_TYPE, message, mine, new Report<Long>() {
            @Override
            public void done(Long given) {
                if (given != seq) {
                    throw new IllegalStateException("message " + seq + " got number " + given);
                }
                reportGaps();
                uplink().persisted(seq, loop.nanoTime());
                sender.changed();
            }

            @Override
            public void failed(Exception failure) {
                if (mine != chain) {
                    // It is stored again with the first that failed.
                    return;
                }
                chain = new AppendChain();
                uplink().persistFailed(seq, spool.lastSeq() + 1, String.valueOf(failure), loop.nanoTime());
                reportGaps();
                sender.changed();
            }
        });
    }

    @Override
    public void read(long fromSeq, int maxBytes) {
        spool.read(fromSeq, maxBytes, new Report<List<LogRecord>>() {
            @Override
            public void done(List<LogRecord> records) {
                List<Stored> messages = new ArrayList<>(records.size());
                for (LogRecord record : records) {
                    messages.add(new Stored(record.seq(), record.payload()));
                }
                reportGaps();
                uplink().loaded(messages, loop.nanoTime());
                sender.changed();
            }

            @Override
            public void failed(Exception failure) {
                storeFailed(fromSeq, failure);
                uplink().loaded(List.of(), loop.nanoTime());
                sender.changed();
            }
        });
    }

    @Override
    public void trim(long upToSeq) {
        spool.acknowledge(upToSeq, new Report<Long>() {
            @Override
            public void done(Long acknowledged) {
                reportGaps();
                sender.changed();
            }

            @Override
            public void failed(Exception failure) {
                // The messages are sent again after the next boot, or forgotten with the next acknowledgement.
                storeFailed(upToSeq, failure);
            }
        });
    }

    private void storeFailed(long seq, Exception failure) {
        sender.event(new UplinkEvent(UplinkEvent.Kind.STORE_FAILED, seq, String.valueOf(failure)));
    }

    /** Evictions and damage come to light while something else is done. */
    private void reportGaps() {
        List<Gap> now = spool.gaps();
        if (!now.equals(reported)) {
            reported = now;
            for (Gap gap : now) {
                uplink().lost(new SeqRange(gap.fromSeq(), gap.toSeq()), loop.nanoTime());
            }
        }
    }

    @Override
    public void send(long seq, byte[] message) {
        sender.send(seq, message);
    }

    @Override
    public void event(UplinkEvent event) {
        sender.event(event);
    }
}

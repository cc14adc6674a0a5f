/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import java.util.Iterator;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The stored batches that are in memory, to be sent or waiting for their acknowledgement. One thread at a time. */
final class Outbox {

    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private final int mostBytes;
    private long bytes;
    private int inFlight;

    Outbox(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** A batch. */
    static final class Entry {
        final long seq;
        final byte[] message;
        final boolean live;
        int attempts;
        boolean inFlight;
        /** When to send it, or when it is in flight, when to stop waiting. */
        long dueNanos;

        Entry(long seq, byte[] message, boolean live, long dueNanos) {
            this.seq = seq;
            this.message = message;
            this.live = live;
            this.dueNanos = dueNanos;
        }
    }

    boolean contains(long seq) {
        return entries.containsKey(seq);
    }

    @Nullable
    Entry get(long seq) {
        return entries.get(seq);
    }

    int inFlight() {
        return inFlight;
    }

    boolean hasRoom(int more) {
        return bytes + more <= mostBytes;
    }

    void add(Entry entry) {
        entries.put(entry.seq, entry);
        bytes += entry.message.length;
    }

    /**
     * Lets go of a batch that is not in flight, the oldest first, if there are too many bytes; it is in the store.
     *
     * @return its number, or 0 if there is no need or none to let go of
     */
    long shed() {
        if (bytes <= mostBytes) {
            return 0;
        }
        for (Entry entry : entries.values()) {
            if (!entry.inFlight && entries.size() > 1) {
                entries.remove(entry.seq);
                forget(entry);
                return entry.seq;
            }
        }
        return 0;
    }

    void remove(SeqRange range) {
        removeIf(entry -> range.contains(entry.seq));
    }

    void removeSettled(SeqRanges settled) {
        removeIf(entry -> settled.contains(entry.seq));
    }

    private void removeIf(Condition condition) {
        Iterator<Entry> all = entries.values().iterator();
        while (all.hasNext()) {
            Entry entry = all.next();
            if (condition.holds(entry)) {
                all.remove();
                forget(entry);
            }
        }
    }

    private void forget(Entry entry) {
        bytes -= entry.message.length;
        inFlight -= entry.inFlight ? 1 : 0;
    }

    private interface Condition {
        boolean holds(Entry entry);
    }

    void departed(Entry entry, long untilNanos) {
        entry.inFlight = true;
        entry.attempts++;
        entry.dueNanos = untilNanos;
        inFlight++;
    }

    /** Takes a batch out of flight, to be sent again. */
    void returned(Entry entry, long dueNanos) {
        if (entry.inFlight) {
            entry.inFlight = false;
            inFlight--;
        }
        entry.dueNanos = dueNanos;
    }

    /** Takes everything out of flight, to be sent as if for the first time. */
    void restart(long nowNanos) {
        for (Entry entry : entries.values()) {
            returned(entry, nowNanos);
            entry.attempts = 0;
        }
    }

    /** Takes out of flight what waited too long. */
    void expire(long nowNanos) {
        for (Entry entry : entries.values()) {
            if (entry.inFlight && entry.dueNanos <= nowNanos) {
                returned(entry, nowNanos);
            }
        }
    }

    /** Returns the oldest batch that may be sent now. */
    @Nullable
    Entry next(boolean live, long nowNanos) {
        for (Entry entry : entries.values()) {
            if (!entry.inFlight && entry.live == live && entry.dueNanos <= nowNanos) {
                return entry;
            }
        }
        return null;
    }

    boolean hasBacklogWaiting() {
        for (Entry entry : entries.values()) {
            if (!entry.inFlight && !entry.live) {
                return true;
            }
        }
        return false;
    }

    /** Returns when the first of those in flight has waited too long. */
    long flyingNanos() {
        long deadline = Long.MAX_VALUE;
        for (Entry entry : entries.values()) {
            if (entry.inFlight) {
                deadline = Math.min(deadline, entry.dueNanos);
            }
        }
        return deadline;
    }

    /** Returns when the first of those that wait may be sent. */
    long waitingNanos(boolean live) {
        long deadline = Long.MAX_VALUE;
        for (Entry entry : entries.values()) {
            if (!entry.inFlight && entry.live == live) {
                deadline = Math.min(deadline, entry.dueNanos);
            }
        }
        return deadline;
    }
}

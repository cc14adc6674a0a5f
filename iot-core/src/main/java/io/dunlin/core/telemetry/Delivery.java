/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import io.dunlin.core.RandomSource;
import io.dunlin.core.SendOutcome;
import java.util.List;

/**
 * Brings what is durable to the fleet, until each number is settled: acknowledged, as a message or as a gap. One thread at
 * a time.
 */
final class Delivery {

    private final UplinkPolicy policy;
    private final RandomSource random;
    private final UplinkOutput out;
    private final Outbox outbox;
    private final Gaps gaps = new Gaps();
    private final SeqRanges settled = new SeqRanges();
    private final Pace backfill;

    /** The lowest number that is not settled: all below may be forgotten. */
    private long head;

    private long durable;
    /** What is durable, not settled, in no gap and below this is in the outbox. */
    private long scan;

    private boolean reading;
    private long readFrom;
    private long readAgainNanos = Long.MIN_VALUE;
    private boolean up;
    private int window;

    Delivery(UplinkPolicy policy, RandomSource random, UplinkOutput out) {
        this.policy = policy;
        this.random = random;
        this.out = out;
        outbox = new Outbox(policy.memoryBytes());
        backfill = new Pace(policy.backfillPerSecond(), policy.inFlight());
    }

    void opened(long firstSeq, long lastSeq) {
        head = firstSeq;
        scan = firstSeq;
        durable = lastSeq;
    }

    boolean isUp() {
        return up;
    }

    long durable() {
        return durable;
    }

    /** Counts the numbers below {@code next} that are not settled. */
    long unsettled(long next) {
        return next - head - settled.count(head, next);
    }

    void stored(long seq, byte[] message, long nowNanos) {
        durable = seq;
        outbox.add(new Outbox.Entry(seq, message, true, nowNanos));
        for (long shed = outbox.shed(); shed != 0; shed = outbox.shed()) {
            scan = Math.min(scan, shed);
        }
    }

    /** The numbers after the last durable one, up to this, were used up by messages that did not become durable. */
    void skipTo(long seq) {
        durable = seq;
    }

    /** Returns the parts of a range that are durable, not forgotten and not known to be lost. */
    List<SeqRange> unknown(SeqRange range) {
        long from = Math.max(range.from(), head);
        long to = Math.min(range.to(), durable);
        return settled.firstMissing(from) > to ? List.of() : gaps.without(from, to);
    }

    void lost(SeqRange range, byte[] message, long nowNanos) {
        outbox.remove(range);
        gaps.add(range, message, nowNanos);
    }

    void loaded(List<UplinkOutput.Stored> messages, long nowNanos) {
        reading = false;
        // What was let go of meanwhile lies before what was asked for, and is asked for next.
        boolean current = scan == readFrom;
        long before = scan;
        for (UplinkOutput.Stored stored : messages) {
            long seq = stored.seq();
            if (current && firstToRead() < seq) {
                // The store left out what is not known to be lost; it is asked for again from there.
                break;
            }
            if (seq >= scan && seq <= durable && !settled.contains(seq) && !outbox.contains(seq)) {
                if (!outbox.hasRoom(stored.message().length) && outbox.hasBacklogWaiting()) {
                    break;
                }
                outbox.add(new Outbox.Entry(seq, stored.message(), false, nowNanos));
            }
            scan = current ? Math.max(scan, seq + 1) : scan;
        }
        if (current && scan == before) {
            readAgainNanos = nowNanos + policy.retryNanos();
        }
    }

    void linkUp(int maxInFlight, long nowNanos) {
        up = true;
        window = Math.min(maxInFlight, policy.inFlight());
        outbox.restart(nowNanos);
        gaps.restart(nowNanos);
        backfill.start(nowNanos + random.nextLong(policy.backfillJitterNanos() + 1));
    }

    void linkDown() {
        up = false;
    }

    void sent(long seq, SendOutcome outcome, long nowNanos) {
        Outbox.Entry entry = outbox.get(seq);
        if (entry == null || !entry.inFlight || outcome == SendOutcome.ACCEPTED) {
            return;
        }
        if (outcome.retryable()) {
            outbox.returned(entry, nowNanos + policy.backOff(entry.attempts - 1));
        } else {
            outbox.returned(entry, nowNanos + policy.maxRetryNanos());
            out.event(new UplinkEvent(
                    UplinkEvent.Kind.SEND_REFUSED, seq, outcome + ", " + entry.message.length + " bytes"));
        }
    }

    void acknowledged(List<SeqRange> ranges) {
        for (SeqRange range : ranges) {
            long from = Math.max(head, range.from());
            long to = Math.min(durable, range.to());
            if (from <= to && !settled.add(from, to)) {
                // More holes than are remembered: the rest is sent again, and its acknowledgement comes again.
                break;
            }
        }
        outbox.removeSettled(settled);
        gaps.removeSettled(settled, head);
        long missing = settled.firstMissing(head);
        if (missing > head) {
            head = missing;
            scan = Math.max(scan, head);
            settled.dropBelow(head);
            out.trim(head - 1);
        }
    }

    /** Sends whatever may be sent now: gaps, live data, then the backlog, which is read back when its turn comes. */
    void pump(long nowNanos) {
        if (!up) {
            return;
        }
        gaps.send(policy, out, nowNanos);
        outbox.expire(nowNanos);
        sendWaiting(true, nowNanos);
        sendWaiting(false, nowNanos);
        if (mayRead() && readNanos() <= nowNanos && outbox.next(false, nowNanos) == null) {
            scan = firstToRead();
            reading = true;
            readFrom = scan;
            out.read(scan, policy.memoryBytes() / 2);
        }
    }

    private void sendWaiting(boolean live, long nowNanos) {
        while (up && outbox.inFlight() < window && (live || backfill.nextNanos() <= nowNanos)) {
            Outbox.Entry entry = outbox.next(live, nowNanos);
            if (entry == null) {
                return;
            }
            if (!live) {
                backfill.take(nowNanos);
            }
            outbox.departed(entry, nowNanos + policy.backOff(entry.attempts));
            out.send(entry.seq, entry.message);
        }
    }

    private boolean mayRead() {
        return up && !reading && outbox.inFlight() < window && firstToRead() <= durable;
    }

    private long readNanos() {
        return Math.max(backfill.nextNanos(), readAgainNanos);
    }

    private long firstToRead() {
        long at = scan;
        while (true) {
            long seq = gaps.firstOutside(settled.firstMissing(at));
            if (seq == at && !outbox.contains(at)) {
                return at;
            }
            at = outbox.contains(seq) ? seq + 1 : seq;
        }
    }

    long deadlineNanos() {
        if (!up) {
            return Long.MAX_VALUE;
        }
        long deadline = Math.min(gaps.deadlineNanos(), outbox.flyingNanos());
        if (outbox.inFlight() < window) {
            deadline = Math.min(deadline, outbox.waitingNanos(true));
            deadline = Math.min(deadline, Math.max(backfill.nextNanos(), outbox.waitingNanos(false)));
        }
        return mayRead() ? Math.min(deadline, readNanos()) : deadline;
    }
}

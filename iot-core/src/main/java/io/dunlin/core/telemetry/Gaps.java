/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import java.util.ArrayList;
import java.util.List;

/** Gaps that the fleet has not acknowledged, each sent again until it has. One thread at a time. */
final class Gaps {

    private final List<Open> open = new ArrayList<>();

    private static final class Open {
        final SeqRange range;
        final byte[] message;
        int attempts;
        long dueNanos;

        Open(SeqRange range, byte[] message, long dueNanos) {
            this.range = range;
            this.message = message;
            this.dueNanos = dueNanos;
        }
    }

    /** Returns the parts of a range that lie in no gap. */
    List<SeqRange> without(long from, long to) {
        List<SeqRange> parts = new ArrayList<>();
        long at = firstOutside(from);
        while (at <= to) {
            long end = to;
            for (Open gap : open) {
                if (gap.range.from() > at) {
                    end = Math.min(end, gap.range.from() - 1);
                }
            }
            parts.add(new SeqRange(at, end));
            at = firstOutside(end + 1);
        }
        return parts;
    }

    void add(SeqRange range, byte[] message, long nowNanos) {
        open.add(new Open(range, message, nowNanos));
    }

    /** Returns the lowest number from {@code seq} on that lies in no gap. */
    long firstOutside(long seq) {
        long at = seq;
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).range.contains(at)) {
                at = open.get(i).range.to() + 1;
                i = -1;
            }
        }
        return at;
    }

    void send(UplinkPolicy policy, UplinkOutput out, long nowNanos) {
        for (Open gap : open.toArray(new Open[0])) {
            if (gap.dueNanos <= nowNanos) {
                gap.dueNanos = nowNanos + policy.backOff(gap.attempts++);
                out.send(0, gap.message);
            }
        }
    }

    void restart(long nowNanos) {
        for (Open gap : open) {
            gap.dueNanos = nowNanos;
            gap.attempts = 0;
        }
    }

    void removeSettled(SeqRanges settled, long head) {
        open.removeIf(gap -> settled.firstMissing(Math.max(head, gap.range.from())) > gap.range.to());
    }

    long deadlineNanos() {
        long deadline = Long.MAX_VALUE;
        for (Open gap : open) {
            deadline = Math.min(deadline, gap.dueNanos);
        }
        return deadline;
    }
}

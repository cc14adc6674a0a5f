/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Numbered messages on their way into the store, stored again in order after a failure. One thread at a time. */
final class StoreQueue {

    private final UplinkPolicy policy;
    private final TelemetryWriter writer;
    private final UplinkOutput out;
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private long next = 1;
    private long againNanos = Long.MAX_VALUE;
    private int failures;

    StoreQueue(UplinkPolicy policy, TelemetryWriter writer, UplinkOutput out) {
        this.policy = policy;
        this.writer = writer;
        this.out = out;
    }

    /** A message; {@code offered} rows are accounted for once it is durable. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Item(long seq, UpMessage message, byte[] bytes, long offered) {}

    /** Makes the message of a number. */
    interface Draft {
        UpMessage numbered(long seq);
    }

    void opened(long nextSeq) {
        next = nextSeq;
    }

    /** Returns the number that the next message gets. */
    long next() {
        return next;
    }

    boolean hasRoom() {
        return items.size() < policy.storing() && againNanos == Long.MAX_VALUE;
    }

    void add(Draft draft, long offered) {
        Item item = item(draft.numbered(next), offered);
        items.add(item);
        out.persist(item.seq, item.bytes);
    }

    private Item item(UpMessage message, long offered) {
        return new Item(next++, message, writer.write(message), offered);
    }

    /** Removes the next message that is durable now that all up to a number are. */
    @Nullable
    Item confirm(long seq) {
        Item first = items.peekFirst();
        if (first == null || first.seq > seq || againNanos != Long.MAX_VALUE) {
            return null;
        }
        failures = 0;
        return items.pollFirst();
    }

    /**
     * Gives all messages new numbers, to be stored again.
     *
     * @return the lowest number that was given to one of them so far, or {@code nextSeq} if this is not the first report
     *     of the failure: the messages after the one that failed fail too
     */
    long failed(long nextSeq, long nowNanos) {
        Item first = items.peekFirst();
        if (first == null || againNanos != Long.MAX_VALUE) {
            return nextSeq;
        }
        againNanos = nowNanos + policy.backOff(failures++);
        next = nextSeq;
        for (int i = items.size(); i > 0; i--) {
            Item item = items.removeFirst();
            items.add(item(renumbered(item.message), item.offered));
        }
        return first.seq;
    }

    private UpMessage renumbered(UpMessage message) {
        return switch (message.kind()) {
            case ANNOUNCEMENT ->
                new UpMessage.Announcement(
                        message.incarnation(), message.epoch(), next, ((UpMessage.Announcement) message).schema());
            case BATCH -> {
                UpMessage.Batch batch = (UpMessage.Batch) message;
                yield new UpMessage.Batch(
                        batch.incarnation(),
                        batch.epoch(),
                        next,
                        batch.schema(),
                        batch.offered(),
                        batch.rows(),
                        batch.columns());
            }
            case GAP -> throw new IllegalStateException("a gap is not stored");
        };
    }

    void tick(long nowNanos) {
        if (againNanos <= nowNanos) {
            againNanos = Long.MAX_VALUE;
            for (Item item : items.toArray(new Item[0])) {
                out.persist(item.seq, item.bytes);
            }
        }
    }

    long deadlineNanos() {
        return againNanos;
    }
}

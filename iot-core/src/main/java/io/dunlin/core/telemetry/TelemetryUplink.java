/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.DecodeException;
import io.dunlin.core.RandomSource;
import io.dunlin.core.SendOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The device's half of telemetry: gathers rows into batches, has each stored before it is sent, repeats until the fleet
 * acknowledges, and then lets the store forget. Live data goes first; what piled up while the link was down follows at a
 * measured pace. What the store lost is reported as a gap until that is acknowledged. Each boot first numbers and stores
 * its schema, so that a backlog is never without the schemas of its batches.
 *
 * <p>Relies on the store never to give one number to two messages that were durable in one incarnation. One thread at a
 * time; call {@link #tick} at {@link #deadlineNanos}.
 */
public final class TelemetryUplink {

    private final Schema schema;
    private final SchemaRef schemaRef;
    private final UplinkPolicy policy;
    private final TelemetryWriter writer;
    private final TelemetryReader reader;
    private final UplinkOutput out;

    private final Batcher batcher;
    private final StoreQueue storing;
    private final Delivery delivery;

    private @Nullable Incarnation incarnation;
    private BootEpoch epoch = new BootEpoch(1);
    private long durableRows;
    private byte @Nullable [] announcement;
    private long announceAgainNanos = Long.MIN_VALUE;
    private boolean pumping;
    private boolean pumpAgain;

    /**
     * Creates an uplink whose store is not open yet: rows are taken, and wait in memory.
     *
     * @param schema the streams
     * @param batches when rows become a batch
     * @param policy how to store, send and repeat
     * @param writer encodes messages
     * @param reader decodes messages
     * @param random for the start of the backlog
     * @param out what the uplink asks of the world
     */
    public TelemetryUplink(
            Schema schema,
            BatchPolicy batches,
            UplinkPolicy policy,
            TelemetryWriter writer,
            TelemetryReader reader,
            RandomSource random,
            UplinkOutput out) {
        this.schema = schema;
        this.schemaRef = schema.ref();
        this.policy = policy;
        this.writer = writer;
        this.reader = reader;
        this.out = out;
        batcher = new Batcher(schema, batches);
        storing = new StoreQueue(policy, writer, out);
        delivery = new Delivery(policy, random, out);
    }

    /**
     * The store is open. Call it once.
     *
     * @param store the store's life
     * @param boot this boot, already durable
     * @param firstSeq the lowest number that the store holds or lost, or {@code nextSeq} if there is none
     * @param nextSeq the number of the next message
     * @param lost ranges that the store lost, ascending
     * @param nowNanos the monotonic time
     */
    public void opened(
            Incarnation store, BootEpoch boot, long firstSeq, long nextSeq, List<SeqRange> lost, long nowNanos) {
        if (incarnation != null || firstSeq < 1 || nextSeq < firstSeq) {
            throw new IllegalStateException("cannot open with numbers " + firstSeq + " to " + nextSeq
                    + (incarnation == null ? "" : " a second time"));
        }
        incarnation = store;
        epoch = boot;
        storing.opened(nextSeq);
        delivery.opened(firstSeq, nextSeq - 1);
        for (SeqRange range : lost) {
            addGap(store, range, nowNanos);
        }
        storing.add(seq -> new UpMessage.Announcement(store, boot, seq, schema), 0);
        pump(nowNanos);
    }

    /**
     * Offers a row.
     *
     * @param row the values; may be filled in again afterwards
     * @param nowNanos the monotonic time
     * @return what became of it
     */
    public Offer offer(Row row, long nowNanos) {
        Offer offer = batcher.offer(row, nowNanos);
        pump(nowNanos);
        return offer;
    }

    /**
     * Makes what waits in memory due now.
     *
     * @param nowNanos the monotonic time
     */
    public void flush(long nowNanos) {
        batcher.flush(nowNanos);
        pump(nowNanos);
    }

    /**
     * Returns how many rows were offered so far in this boot, whatever became of them.
     *
     * @return at least 0
     */
    public long offeredRows() {
        return batcher.offered();
    }

    /**
     * Returns how many of the {@link #offeredRows} are durable, or were refused or replaced before: a row is safe once
     * this has reached what {@link #offeredRows} was right after its offer.
     *
     * @return at least 0
     */
    public long durableRows() {
        return durableRows;
    }

    /**
     * Returns how many rows of this boot were refused or replaced in memory.
     *
     * @return at least 0
     */
    public long lostRows() {
        return batcher.lost();
    }

    /**
     * Returns how many messages are numbered and not yet acknowledged, lost ones included.
     *
     * @return at least 0
     */
    public long unacknowledged() {
        return delivery.unsettled(storing.next());
    }

    /**
     * A message is durable, and so are those before it.
     *
     * @param seq its number
     * @param nowNanos the monotonic time
     */
    public void persisted(long seq, long nowNanos) {
        StoreQueue.Item item = storing.confirm(seq);
        while (item != null) {
            durableRows = Math.max(durableRows, item.offered());
            delivery.stored(item.seq(), item.bytes(), nowNanos);
            if (item.message().kind() == UpMessage.Kind.ANNOUNCEMENT) {
                announcement = item.bytes();
            }
            item = storing.confirm(seq);
        }
        pump(nowNanos);
    }

    /**
     * A message could not be stored. It is stored again after a while, and so are those after it, under new numbers.
     *
     * @param seq its number
     * @param nextSeq the number that the store gives to the next message; those before it are used up
     * @param reason why, for people
     * @param nowNanos the monotonic time
     */
    public void persistFailed(long seq, long nextSeq, String reason, long nowNanos) {
        if (incarnation == null || nextSeq <= delivery.durable()) {
            throw new IllegalStateException("the store is not open, or gives number " + nextSeq + " a second time");
        }
        long first = storing.failed(nextSeq, nowNanos);
        if (first <= seq) {
            out.event(new UplinkEvent(UplinkEvent.Kind.STORE_FAILED, seq, reason));
        }
        if (first < nextSeq) {
            delivery.skipTo(nextSeq - 1);
            addGap(incarnation, new SeqRange(first, nextSeq - 1), nowNanos);
        }
        pump(nowNanos);
    }

    /**
     * The store gave up messages to make room, or found that it lost them. May tell of the same ones again.
     *
     * @param range their numbers
     * @param nowNanos the monotonic time
     */
    public void lost(SeqRange range, long nowNanos) {
        if (incarnation == null) {
            throw new IllegalStateException("the store is not open");
        }
        addGap(incarnation, range, nowNanos);
        pump(nowNanos);
    }

    private void addGap(Incarnation store, SeqRange lost, long nowNanos) {
        for (SeqRange range : delivery.unknown(lost)) {
            delivery.lost(range, writer.write(new UpMessage.Gap(store, epoch, range)), nowNanos);
            out.event(new UplinkEvent(
                    UplinkEvent.Kind.LOST, range.from(), "up to message " + range.to() + " all are lost"));
        }
    }

    /**
     * Messages that were asked for came from the store.
     *
     * @param messages the messages in ascending order, without those that the store lost; none if it failed
     * @param nowNanos the monotonic time
     */
    public void loaded(List<UplinkOutput.Stored> messages, long nowNanos) {
        delivery.loaded(messages, nowNanos);
        pump(nowNanos);
    }

    /**
     * The link came up.
     *
     * @param maxInFlight how many sends it takes at once
     * @param nowNanos the monotonic time
     */
    public void linkUp(int maxInFlight, long nowNanos) {
        delivery.linkUp(maxInFlight, nowNanos);
        pump(nowNanos);
    }

    /** The link went down; what was in flight is sent again when it comes up. */
    public void linkDown() {
        delivery.linkDown();
    }

    /**
     * The link knows what came of a send. Acceptance by the next hop means nothing yet; the fleet's acknowledgement does.
     *
     * @param seq the number that was given to {@link UplinkOutput#send}
     * @param outcome what is known
     * @param nowNanos the monotonic time
     */
    public void sent(long seq, SendOutcome outcome, long nowNanos) {
        delivery.sent(seq, outcome, nowNanos);
        pump(nowNanos);
    }

    /**
     * A message came from the fleet.
     *
     * @param bytes the message
     * @param nowNanos the monotonic time
     */
    public void received(byte[] bytes, long nowNanos) {
        DownMessage message;
        try {
            message = reader.readDown(bytes);
        } catch (DecodeException e) {
            out.event(new UplinkEvent(UplinkEvent.Kind.MALFORMED, 0, String.valueOf(e.getMessage())));
            return;
        }
        switch (message.kind()) {
            case ACK -> acknowledged((DownMessage.Ack) message);
            case SCHEMA_REQUEST -> announceAgain(((DownMessage.SchemaRequest) message).schema(), nowNanos);
            case REFUSAL -> refused((DownMessage.Refusal) message);
        }
        pump(nowNanos);
    }

    private void acknowledged(DownMessage.Ack ack) {
        if (ack.incarnation().equals(incarnation)) {
            delivery.acknowledged(ack.ranges());
        }
    }

    private void refused(DownMessage.Refusal refusal) {
        if (refusal.incarnation().equals(incarnation)) {
            out.event(new UplinkEvent(UplinkEvent.Kind.REFUSED, refusal.seq(), refusal.reason()));
        }
    }

    private void announceAgain(SchemaRef wanted, long nowNanos) {
        byte[] message = announcement;
        if (message != null && delivery.isUp() && wanted.equals(schemaRef) && announceAgainNanos <= nowNanos) {
            announceAgainNanos = nowNanos + policy.retryNanos();
            out.send(0, message);
        }
    }

    /**
     * Does what is due.
     *
     * @param nowNanos the monotonic time
     */
    public void tick(long nowNanos) {
        pump(nowNanos);
    }

    /**
     * Returns when {@link #tick} is wanted.
     *
     * @return the monotonic time, {@link Long#MAX_VALUE} for never
     */
    public long deadlineNanos() {
        if (incarnation == null) {
            return Long.MAX_VALUE;
        }
        long deadline = Math.min(storing.deadlineNanos(), delivery.deadlineNanos());
        return storing.hasRoom() ? Math.min(deadline, batcher.deadlineNanos()) : deadline;
    }

    /** Answers may come from inside an output; they only ask for another round. */
    private void pump(long nowNanos) {
        pumpAgain = true;
        if (pumping || incarnation == null) {
            return;
        }
        pumping = true;
        try {
            while (pumpAgain) {
                pumpAgain = false;
                storing.tick(nowNanos);
                if (batcher.deadlineNanos() <= nowNanos && storing.hasRoom()) {
                    seal(incarnation);
                    pumpAgain = true;
                }
                delivery.pump(nowNanos);
            }
        } finally {
            pumping = false;
        }
    }

    private void seal(Incarnation store) {
        Batcher.Sealed rows = batcher.take();
        storing.add(
                seq -> new UpMessage.Batch(store, epoch, seq, schemaRef, rows.offered(), rows.rows(), rows.columns()),
                rows.offered());
    }
}

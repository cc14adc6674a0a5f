/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;

/**
 * Remembers which batches of one device, incarnation and boot epoch are stored, so that each is stored once. Load it, ask
 * it, and store it again in the transaction that stores the data; acknowledge when that transaction is durable.
 *
 * <p>It keeps ranges of numbers rather than a window of bits: a device that was away for long sends live data first and
 * its backlog later, so the numbers that are missing may lie arbitrarily far back, but there are few holes. No batch is
 * ever too old; one that would open too many holes is {@link Verdict#NOT_NOW} and comes again when others are closed. One
 * thread at a time.
 */
public final class IngestWindow {

    private static final int VERSION = 1;

    private final SeqRanges settled = new SeqRanges();
    private long offered;
    private long storedRows;
    private long storedBatches;
    private long lostMessages;
    private long refusedRows;

    /** Creates the window of an epoch of which nothing is stored. */
    public IngestWindow() {}

    /** What to do with a batch. */
    public enum Verdict {
        /** Store it and this window, then acknowledge. */
        NEW,
        /** It is stored, or a gap was reported in its place; acknowledge. */
        DUPLICATE,
        /** Do not store it and do not acknowledge it; the device sends it again. */
        NOT_NOW
    }

    /**
     * Decides on a batch and, if it is new, counts it as stored.
     *
     * @param batch a batch of this window's device, incarnation and epoch
     * @return what to do with it
     */
    public Verdict offer(UpMessage.Batch batch) {
        if (settled.contains(batch.seq())) {
            return Verdict.DUPLICATE;
        }
        if (!settled.add(batch.seq(), batch.seq())) {
            return Verdict.NOT_NOW;
        }
        offered = Math.max(offered, batch.offered());
        storedRows += batch.rows();
        storedBatches++;
        return Verdict.NEW;
    }

    /**
     * Decides on a schema; store it with this window.
     *
     * @param announcement an announcement of this window's device, incarnation and epoch
     * @return what to do with it
     */
    public Verdict offer(UpMessage.Announcement announcement) {
        if (settled.contains(announcement.seq())) {
            return Verdict.DUPLICATE;
        }
        return settled.add(announcement.seq(), announcement.seq()) ? Verdict.NEW : Verdict.NOT_NOW;
    }

    /**
     * Closes the holes of a range whose messages the device lost.
     *
     * @param gap a gap that was noticed in this window's epoch; its numbers may belong to earlier ones
     * @return {@link Verdict#NEW} to store the gap and this window, and to acknowledge; else as for a batch
     */
    public Verdict offer(UpMessage.Gap gap) {
        SeqRange range = gap.range();
        long missing = range.to() - range.from() + 1 - settled.count(range.from(), range.to());
        if (missing == 0) {
            return Verdict.DUPLICATE;
        }
        if (!settled.add(range.from(), range.to())) {
            return Verdict.NOT_NOW;
        }
        lostMessages += missing;
        return Verdict.NEW;
    }

    /**
     * Settles a message that cannot be used, so that the device goes on, and counts its rows as refused.
     *
     * @param header what it says of itself, of this window's device, incarnation and epoch
     * @return {@link Verdict#NEW} to set it aside and store this window, and to acknowledge; else as for a batch
     */
    public Verdict refuse(UpHeader header) {
        if (settled.contains(header.seq())) {
            return Verdict.DUPLICATE;
        }
        if (!settled.add(header.seq(), header.seq())) {
            return Verdict.NOT_NOW;
        }
        offered = Math.max(offered, header.offered());
        refusedRows += header.rows();
        return Verdict.NEW;
    }

    /**
     * Makes the acknowledgement of everything that is settled.
     *
     * @param incarnation this window's incarnation
     * @param epoch this window's epoch
     * @return the message, to be sent once this window is durable
     */
    public DownMessage.Ack ack(Incarnation incarnation, BootEpoch epoch) {
        return new DownMessage.Ack(incarnation, epoch, settled.toList());
    }

    /**
     * Returns how many rows the device was offered in this epoch, as far as its batches tell.
     *
     * @return at least {@link #storedRows}
     */
    public long offeredRows() {
        return offered;
    }

    /**
     * Returns how many rows came in messages that could not be used.
     *
     * @return at least 0
     */
    public long refusedRows() {
        return refusedRows;
    }

    /**
     * Returns how many rows are stored; what is missing from {@link #offeredRows} is on its way, refused or lost.
     *
     * @return at least 0
     */
    public long storedRows() {
        return storedRows;
    }

    /**
     * Returns how many batches are stored.
     *
     * @return at least 0
     */
    public long storedBatches() {
        return storedBatches;
    }

    /**
     * Returns how many messages the device reported as lost, of those that are not stored in this epoch.
     *
     * @return at least 0
     */
    public long lostMessages() {
        return lostMessages;
    }

    /**
     * Encodes the window.
     *
     * @return deterministic CBOR, in most cases about 15 bytes
     */
    public byte[] toBytes() {
        CborWriter out = new CborWriter().array(7).integer(VERSION);
        out.integer(offered).integer(storedRows).integer(storedBatches).integer(lostMessages);
        out.integer(refusedRows);
        TelemetryWriter.writeRanges(out, settled.toList());
        return out.toByteArray();
    }

    /**
     * Decodes a window.
     *
     * @param bytes what {@link #toBytes} returned
     * @return the window
     * @throws DecodeException if the bytes are not a window of this version
     */
    public static IngestWindow of(byte[] bytes) {
        CborReader in = new CborReader(bytes);
        in.array(7);
        in.integer(VERSION, VERSION);
        IngestWindow window = new IngestWindow();
        window.offered = in.integer(0, Long.MAX_VALUE);
        window.storedRows = in.integer(0, Long.MAX_VALUE);
        window.storedBatches = in.integer(0, Long.MAX_VALUE);
        window.lostMessages = in.integer(0, Long.MAX_VALUE);
        window.refusedRows = in.integer(0, Long.MAX_VALUE);
        for (SeqRange range : TelemetryReader.readRanges(in)) {
            window.settled.append(range);
        }
        in.end();
        return window;
    }
}

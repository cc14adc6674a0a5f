/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Checksum;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbered records in segment files of one directory, which nothing else uses. A record that {@link #durableSeq} covers
 * survives power cuts; every number that is lost, by damage, eviction, a failed write or a crash, is in {@link #gaps}
 * until it is trimmed. Numbers ascend over the life of the log and are never used twice; they are reserved durably in
 * blocks, so that after a crash what may have been given out is a gap instead of a riddle.
 *
 * <p>One thread at a time; all methods but the plain getters block.
 *
 * <p>This file is long because its numbers (given out, written, durable, reserved, trimmed) change together in every
 * failure; formats, recovery and files are classes of their own.
 */
public final class Log implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 << 10;

    private final Storage storage;
    private final LogOptions options;
    private final Checksum checksum;
    private final Storage.Lock lock;
    private final Slots slots;
    private final ArrayDeque<Segment> segments = new ArrayDeque<>();
    private final List<String> setAside;
    private final GapList gaps;
    private final BootEpoch epoch;
    private @Nullable Segment current;
    private byte[] waiting = new byte[0];
    private int waitingBytes;
    private int unforcedRecords;
    private int unforcedBytes;

    private long mark;
    private long lastSeq;
    private long durableSeq;
    private long reserved;
    // The last number that counts, and where its record ends; what is beyond is lost if a write or force fails.
    private long afterSeq;
    private long settledEnd;
    private long spareBytes;
    private boolean closed;

    private Log(Storage storage, LogOptions options, Storage.Lock lock, Slots slots) throws IOException {
        this.storage = storage;
        this.options = options;
        this.checksum = storage.crc32c();
        this.lock = lock;
        this.slots = slots;
        Recovery recovery = Recovery.run(storage, slots);
        this.segments.addAll(recovery.segments());
        this.setAside = recovery.setAside();
        this.gaps = recovery.gaps();
        this.mark = recovery.mark();
        this.afterSeq = recovery.lastRecord();
        this.lastSeq = recovery.lastReserved();
        this.durableSeq = lastSeq;
        this.epoch = new BootEpoch(recovery.lastEpoch() + 1);
        this.reserved = lastSeq + options.reservedSeqs();
        // Both slots, so that the loss of one takes neither the epoch nor the mark back.
        writeState(reserved, mark);
        writeState(reserved, mark);
    }

    /**
     * Opens a log, or starts one in an empty directory, and begins a new boot epoch, which is durable on return. Damaged
     * content is reported in {@link #gaps} and never an error.
     *
     * @param storage the directory
     * @param options how to use it
     * @return the open log
     * @throws NewerFormatException if a newer version of this library wrote it
     * @throws IOException if the directory is in use, or cannot be listed or written
     */
    public static Log open(Storage storage, LogOptions options) throws IOException {
        Storage.Lock lock = storage.lock();
        Slots slots = new Slots(storage);
        Log opened = null;
        try {
            opened = new Log(storage, options, lock, slots);
            return opened;
        } finally {
            if (opened == null) {
                try (lock) {
                    slots.close();
                }
            }
        }
    }

    /**
     * Appends a record. By the log's {@link SyncPolicy} it is durable on return or later; {@link #durableSeq} tells.
     *
     * @param type any number from 0 to 255, for the owner
     * @param payload where the content is
     * @param offset its first byte
     * @param length how many bytes, at most {@link LogOptions#maxRecordBytes}
     * @return the record's number
     * @throws StorageException of kind {@code FULL} if the quota has no room; nothing was appended, and no number used
     * @throws IOException if a write or force failed: appended records that are not durable then are lost and a gap;
     *     the log goes on with the next append
     */
    public long append(int type, byte[] payload, int offset, int length) throws IOException {
        if (type < 0 || type > 255) {
            throw new IllegalArgumentException("a type is 0 to 255, got " + type);
        }
        if (length < 0 || length > options.maxRecordBytes()) {
            throw new IllegalArgumentException(
                    "a record has up to " + options.maxRecordBytes() + " bytes, got " + length);
        }
        requireOpen();
        int size = RecordFormat.size(length);
        reserve();
        Segment segment = segmentWithRoomFor(size);
        long seq = lastSeq + 1;
        encode(segment, type, seq, payload, offset, length);
        lastSeq = seq;
        unforcedRecords++;
        unforcedBytes += size;
        if (options.sync().isDue(unforcedRecords, unforcedBytes)) {
            force();
        } else if (!options.sync().buffered() || waitingBytes >= BUFFER_BYTES) {
            writeWaiting(segment);
        }
        return seq;
    }

    /**
     * Appends a record.
     *
     * @param type any number from 0 to 255, for the owner
     * @param payload the content
     * @return the record's number
     * @throws IOException as {@link #append(int, byte[], int, int)} does
     */
    public long append(int type, byte[] payload) throws IOException {
        return append(type, payload, 0, payload.length);
    }

    /**
     * Makes all appended records durable.
     *
     * @throws IOException if that is not certain; the records since the last success are lost then and a gap, and the
     *     segment is abandoned
     */
    public void force() throws IOException {
        requireOpen();
        Segment segment = current;
        if (segment == null || unforcedRecords == 0) {
            return;
        }
        writeWaiting(segment);
        boolean forced = false;
        try {
            segment.force();
            forced = true;
        } finally {
            if (!forced) {
                abandon(segment);
            }
        }
        durable(segment);
    }

    /**
     * Reads records in ascending order. Records are read when they are durable, or at once under
     * {@link SyncPolicy#NONE}. Numbers left out are in {@link #gaps} when this returns.
     *
     * @param fromSeq the first number wanted; what was trimmed is not read again
     * @param maxBytes how many bytes of payload at most, an empty one counted as 1; one record is returned even if it
     *     is larger
     * @return the records, none if there are no more
     */
    public List<LogRecord> read(long fromSeq, int maxBytes) {
        requireOpen();
        ReadBatch batch = new ReadBatch(maxBytes);
        long after = Math.max(fromSeq, mark + 1) - 1;
        for (Segment segment : segments) {
            if (segment.lastSeq() > after && !batch.isFull()) {
                segment.read(after, readableSeq(), batch, gaps);
            }
        }
        return batch.records();
    }

    /**
     * Forgets records. Durable on return; files are deleted after that, so a crash in between repeats records but never
     * loses one.
     *
     * @param upToSeq the last number that is done with; what could not be read yet is not forgotten
     * @throws IOException if it is not certain; then nothing was forgotten for good
     */
    public void trim(long upToSeq) throws IOException {
        requireOpen();
        long upTo = Math.min(upToSeq, readableSeq());
        if (upTo <= mark) {
            return;
        }
        writeState(reserved, upTo);
        mark = upTo;
        gaps.removeUpTo(upTo);
        if (isFirstDone()) {
            // Both slots, so that the loss of one does not make a gap of what was done with.
            writeState(reserved, upTo);
            while (isFirstDone()) {
                storage.delete(segments.getFirst().name());
                segments.removeFirst();
            }
            storage.force();
        }
    }

    /**
     * Returns what is lost beyond {@link #trimmedSeq}.
     *
     * @return a snapshot, in ascending order, without overlaps
     */
    public List<Gap> gaps() {
        return gaps.copy();
    }

    /** Tells whether a record that was appended in this boot is certain to survive. */
    boolean isDurable(long seq) {
        return seq <= durableSeq && !gaps.contains(seq);
    }

    /** Keeps a part of the quota free of appends. */
    void keepSpare(long bytes) {
        spareBytes = bytes;
    }

    LogOptions options() {
        return options;
    }

    /**
     * Returns this boot's epoch.
     *
     * @return greater than that of every boot before
     */
    public BootEpoch epoch() {
        return epoch;
    }

    /**
     * Returns the last number that was given out, or burnt by a crash.
     *
     * @return 0 if none was
     */
    public long lastSeq() {
        return lastSeq;
    }

    /**
     * Returns the last number up to which every record is durable or a gap.
     *
     * @return at most {@link #lastSeq}
     */
    public long durableSeq() {
        return durableSeq;
    }

    /**
     * Returns up to where records were trimmed.
     *
     * @return 0 if none was
     */
    public long trimmedSeq() {
        return mark;
    }

    /**
     * Returns how much of the quota is used.
     *
     * @return bytes of all files, preallocated ones in full
     */
    public long usedBytes() {
        long used = Slots.FILE_BYTES + (long) setAside.size() * options.segmentBytes();
        for (Segment segment : segments) {
            used += segment.capacity();
        }
        return used;
    }

    /** Forces what was appended, gives back the reserved numbers and closes the files. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try (lock;
                slots) {
            force();
            writeState(lastSeq, mark);
        } finally {
            closed = true;
            Segment segment = current;
            current = null;
            if (segment != null) {
                segment.close();
            }
        }
    }

    private boolean isFirstDone() {
        return !segments.isEmpty()
                && segments.getFirst() != current
                && segments.getFirst().lastSeq() <= mark;
    }

    private long readableSeq() {
        return options.sync().buffered() ? durableSeq : lastSeq;
    }

    private void reserve() throws IOException {
        if (lastSeq >= reserved) {
            long next = lastSeq + options.reservedSeqs();
            writeState(next, mark);
            reserved = next;
        }
    }

    private void writeState(long newReserved, long newMark) throws IOException {
        slots.write(new Slots.State(epoch.value(), newReserved, newMark));
    }

    private Segment segmentWithRoomFor(int size) throws IOException {
        Segment segment = current;
        if (segment != null && waitingBytes + size <= segment.free()) {
            return segment;
        }
        if (segment != null) {
            seal(segment);
        }
        long capacity = Math.max(options.segmentBytes(), SegmentHeader.BYTES + (long) size);
        makeRoom(capacity);
        SegmentHeader header = new SegmentHeader(epoch.value(), lastSeq + 1, afterSeq);
        Segment created = Segment.create(storage, header, capacity);
        segments.addLast(created);
        current = created;
        settledEnd = created.end();
        return created;
    }

    private void seal(Segment segment) throws IOException {
        force();
        current = null;
        segment.close();
    }

    private void makeRoom(long capacity) throws IOException {
        boolean deleted = false;
        while (usedBytes() + capacity + spareBytes > options.quotaBytes()) {
            if (!setAside.isEmpty()) {
                storage.delete(setAside.get(0));
                setAside.remove(0);
            } else if (options.whenFull() == LogOptions.WhenFull.EVICT_OLDEST && !segments.isEmpty()) {
                evict(segments.getFirst());
            } else {
                throw new StorageException(
                        StorageException.Kind.FULL,
                        storage + ": " + usedBytes() + " of " + options.quotaBytes()
                                + " bytes are used, and a segment of " + capacity
                                + " more is needed; acknowledge records, evict or raise the quota");
            }
            deleted = true;
        }
        if (deleted) {
            storage.force();
        }
    }

    private void evict(Segment oldest) throws IOException {
        storage.delete(oldest.name());
        segments.removeFirst();
        gaps.add(Math.max(mark + 1, oldest.header().firstSeq()), oldest.lastSeq(), Gap.Reason.EVICTED);
    }

    private void encode(Segment segment, int type, long seq, byte[] payload, int offset, int length) {
        int size = RecordFormat.size(length);
        if (waitingBytes + size > waiting.length) {
            waiting = Arrays.copyOf(waiting, Math.max(waitingBytes + size, Math.min(2 * waiting.length, BUFFER_BYTES)));
        }
        System.arraycopy(payload, offset, waiting, waitingBytes + RecordFormat.HEAD, length);
        RecordFormat.putHead(waiting, waitingBytes, type, seq, length, segment.seed(), checksum);
        waitingBytes += size;
    }

    private void writeWaiting(Segment segment) throws IOException {
        if (waitingBytes == 0) {
            return;
        }
        boolean written = false;
        try {
            segment.write(waiting, waitingBytes, lastSeq);
            written = true;
        } finally {
            if (!written) {
                abandon(segment);
            }
        }
        waitingBytes = 0;
        if (!options.sync().buffered()) {
            afterSeq = lastSeq;
            settledEnd = segment.end();
        }
    }

    private void durable(Segment segment) {
        unforcedRecords = 0;
        unforcedBytes = 0;
        durableSeq = lastSeq;
        afterSeq = lastSeq;
        settledEnd = segment.end();
    }

    /** After a failure nothing may be assumed of what was not durable: its numbers become a gap, its segment is left. */
    private void abandon(Segment segment) {
        gaps.add(afterSeq + 1, lastSeq, Gap.Reason.NOT_DURABLE);
        segment.abandon(afterSeq, settledEnd);
        current = null;
        waitingBytes = 0;
        unforcedRecords = 0;
        unforcedBytes = 0;
        if (options.sync().buffered()) {
            durableSeq = lastSeq;
        }
        if (segment.isEmpty()) {
            segments.removeLast();
            segment.deleteQuietly();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the log is closed");
        }
    }
}

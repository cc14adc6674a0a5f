/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Checksum;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One segment file and what is known of its records. */
final class Segment {

    private final Storage storage;
    private final SegmentHeader header;
    private final int seed;
    private long capacity;
    private long end = SegmentHeader.BYTES;
    private long lastSeq;
    private @Nullable StorageFile file;
    private long resumeAfter;
    private long resumeAt = SegmentHeader.BYTES;

    private Segment(Storage storage, SegmentHeader header, long capacity) {
        this.storage = storage;
        this.header = header;
        this.capacity = capacity;
        this.seed = RecordFormat.seed(header.firstSeq(), storage.crc32c());
        this.lastSeq = header.firstSeq() - 1;
        this.resumeAfter = lastSeq;
    }

    /** Creates a file of its full size, durably, and opens it for appending. */
    static Segment create(Storage storage, SegmentHeader header, long capacity) throws IOException {
        Segment segment = new Segment(storage, header, capacity);
        StorageFile file = storage.openOrCreate(segment.name());
        boolean created = false;
        try {
            file.truncate(0);
            file.truncate(capacity);
            file.write(0, header.encode(storage.crc32c()), 0, SegmentHeader.BYTES);
            file.force();
            storage.force();
            created = true;
        } finally {
            if (!created) {
                closeQuietly(file);
                segment.deleteQuietly();
            }
        }
        segment.file = file;
        return segment;
    }

    /** Makes a segment of a file that is there; {@link #recover} finds its records. */
    static Segment existing(Storage storage, SegmentHeader header, long capacity) {
        return new Segment(storage, header, capacity);
    }

    /**
     * Finds the last record and reports the numbers that are lost between the first and it.
     *
     * @return whether the file could be read to its end
     */
    boolean recover(long lastAllowed, GapList gaps) {
        try (StorageFile stored = storage.open(name())) {
            SegmentScan scan = scan(stored, SegmentHeader.BYTES, capacity, header.firstSeq() - 1, lastAllowed);
            while (scan.next()) {
                gaps.add(lastSeq + 1, scan.seq() - 1, Gap.Reason.DAMAGED);
                lastSeq = scan.seq();
                end = scan.position();
            }
            return true;
        } catch (IOException unreadable) {
            // What was found before the bad place stays; the rest is a gap up to the next segment.
            return false;
        }
    }

    String name() {
        return SegmentHeader.name(header.firstSeq());
    }

    SegmentHeader header() {
        return header;
    }

    long lastSeq() {
        return lastSeq;
    }

    /** Returns the greatest number that would fit, were every record empty. */
    long lastPossibleSeq() {
        return header.firstSeq() + capacity / RecordFormat.HEAD;
    }

    long capacity() {
        return capacity;
    }

    boolean isEmpty() {
        return lastSeq < header.firstSeq();
    }

    int seed() {
        return seed;
    }

    long free() {
        return capacity - end;
    }

    /** Writes encoded records behind the last; they are not durable yet. */
    void write(byte[] records, int length, long newLastSeq) throws IOException {
        openFile().write(end, records, 0, length);
        end += length;
        lastSeq = newLastSeq;
    }

    void force() throws IOException {
        openFile().force();
    }

    /** Gives up what was written since the last force, and the room for more. */
    void abandon(long durableSeq, long durableEnd) {
        lastSeq = Math.max(header.firstSeq() - 1, Math.min(lastSeq, durableSeq));
        end = durableEnd;
        StorageFile open = file;
        if (open != null) {
            try {
                open.truncate(durableEnd);
                capacity = durableEnd;
            } catch (IOException e) {
                // The next segment's header says which records count.
            }
        }
        closeQuietly(open);
        file = null;
    }

    long end() {
        return end;
    }

    /** Adds the records after a number to a batch until it is full. */
    void read(long afterSeq, long readable, ReadBatch batch, GapList gaps) {
        long last = Math.min(lastSeq, readable);
        long previous = Math.max(afterSeq, header.firstSeq() - 1);
        boolean resume = resumeAfter <= previous;

        try (StorageFile stored = storage.open(name())) {
            SegmentScan scan = scan(
                    stored,
                    resume ? resumeAt : SegmentHeader.BYTES,
                    end,
                    resume ? resumeAfter : header.firstSeq() - 1,
                    last);
            while (previous < last && scan.next()) {
                if (scan.seq() <= previous) {
                    continue;
                }
                if (!batch.admits(scan.payloadBytes())) {
                    return;
                }
                gaps.add(previous + 1, scan.seq() - 1, Gap.Reason.DAMAGED);
                batch.records()
                        .add(new LogRecord(scan.seq(), new BootEpoch(header.epoch()), scan.type(), scan.payload()));
                previous = scan.seq();
                resumeAfter = previous;
                resumeAt = scan.position();
            }
        } catch (IOException unreadable) {
            // The rest is a gap: a bad place must not stop what comes after it for ever.
        }
        gaps.add(previous + 1, last, Gap.Reason.DAMAGED);
    }

    void close() throws IOException {
        StorageFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }

    void deleteQuietly() {
        try {
            storage.delete(name());
        } catch (IOException e) {
            // It holds nothing; the next recovery removes it.
        }
    }

    private StorageFile openFile() {
        StorageFile open = file;
        if (open == null) {
            throw new IllegalStateException(name() + " is not open for appending");
        }
        return open;
    }

    private SegmentScan scan(StorageFile stored, long position, long scanEnd, long after, long lastAllowed) {
        Checksum checksum = storage.crc32c();
        return new SegmentScan(stored, position, scanEnd, after, lastAllowed, seed, checksum);
    }

    private static void closeQuietly(@Nullable StorageFile open) {
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            // Nothing that was written through it counts.
        }
    }
}

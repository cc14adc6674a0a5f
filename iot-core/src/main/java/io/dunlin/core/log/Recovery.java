/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.Storage;
import io.dunlin.core.StorageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out at open what a directory holds. Damaged content never stops it: a segment that cannot be read is set aside
 * under another name and reported as a gap. Only what a newer version wrote does, before anything is changed.
 */
final class Recovery {

    private static final String SET_ASIDE = ".bad";

    private final Storage storage;
    private final List<Segment> segments = new ArrayList<>();
    private final List<String> damaged = new ArrayList<>();
    private final List<String> setAside = new ArrayList<>();
    private final GapList gaps = new GapList();
    private Slots.@Nullable State state;
    private long lastSeq;
    private long lastRecord;
    private long mark;

    private Recovery(Storage storage) {
        this.storage = storage;
    }

    static Recovery run(Storage storage, Slots slots) throws IOException {
        Recovery recovery = new Recovery(storage);
        recovery.state = slots.read();
        recovery.readHeaders();
        recovery.readRecords();
        recovery.setDamagedAside();
        recovery.dropWhatIsDone();
        return recovery;
    }

    List<Segment> segments() {
        return segments;
    }

    List<String> setAside() {
        return setAside;
    }

    GapList gaps() {
        return gaps;
    }

    long mark() {
        return mark;
    }

    /** Returns the last number of a record that counts. */
    long lastRecord() {
        return Math.max(mark, lastRecord);
    }

    /** Returns the last number that may have been given out. */
    long lastReserved() {
        return state == null ? lastSeq : Math.max(lastSeq, state.reserved());
    }

    long lastEpoch() {
        long epoch = state == null ? 0 : state.epoch();
        for (Segment segment : segments) {
            epoch = Math.max(epoch, segment.header().epoch());
        }
        return epoch;
    }

    private void readHeaders() throws IOException {
        for (String name : storage.list()) {
            if (name.endsWith(SET_ASIDE)) {
                setAside.add(name);
            } else if (SegmentHeader.firstSeqOf(name) > 0) {
                readHeader(name);
            }
        }
    }

    private void readHeader(String name) throws IOException {
        try (StorageFile file = storage.open(name)) {
            SegmentHeader header = SegmentHeader.read(file, name, storage.crc32c());
            if (header == null) {
                damaged.add(name);
            } else {
                segments.add(Segment.existing(storage, header, file.length()));
            }
        } catch (NewerFormatException newer) {
            throw newer;
        } catch (IOException unreadable) {
            damaged.add(name);
        }
    }

    private void readRecords() {
        Slots.State known = state;
        mark = known != null
                ? known.mark()
                : segments.isEmpty() ? 0 : segments.get(0).header().afterSeq();
        lastSeq = mark;
        lastRecord = mark;
        List<Segment> unreadable = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            long lastAllowed = segment.lastPossibleSeq();
            if (i + 1 < segments.size()) {
                lastAllowed = Math.min(lastAllowed, segments.get(i + 1).header().afterSeq());
            }
            GapList inside = new GapList();
            if (!segment.recover(lastAllowed, inside) && segment.isEmpty()) {
                unreadable.add(segment);
                damaged.add(segment.name());
            }
            long after = segment.header().afterSeq();
            gaps.add(lastSeq + 1, after, i == 0 ? Gap.Reason.MISSING : Gap.Reason.DAMAGED);
            lastSeq = Math.max(lastSeq, after);
            gaps.add(lastSeq + 1, segment.header().firstSeq() - 1, Gap.Reason.NOT_DURABLE);
            for (Gap gap : inside.copy()) {
                gaps.add(gap.fromSeq(), gap.toSeq(), gap.reason());
            }
            lastSeq = Math.max(lastSeq, segment.lastSeq());
            if (!segment.isEmpty()) {
                lastRecord = segment.lastSeq();
            }
        }
        gaps.add(lastSeq + 1, lastReserved(), Gap.Reason.NOT_DURABLE);
        gaps.removeUpTo(mark);
        segments.removeAll(unreadable);
    }

    private void setDamagedAside() {
        for (String name : damaged) {
            try {
                if (isBlank(name)) {
                    storage.delete(name);
                } else {
                    storage.rename(name, name + SET_ASIDE);
                    setAside.add(name + SET_ASIDE);
                }
            } catch (IOException e) {
                // It stays where it is and is tried again at the next open.
            }
        }
    }

    /** Returns whether a file holds nothing behind its header: its creation was cut short. */
    private boolean isBlank(String name) {
        try (StorageFile file = storage.open(name)) {
            long length = file.length();
            return length <= SegmentHeader.BYTES || new Window(file, length).skipZeros(SegmentHeader.BYTES) == length;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Drops what is trimmed or empty, but the last: its header says which records before it are void. */
    private void dropWhatIsDone() {
        List<Segment> done = new ArrayList<>();
        for (Segment segment : segments.subList(0, Math.max(0, segments.size() - 1))) {
            if (segment.isEmpty() || segment.lastSeq() <= mark) {
                segment.deleteQuietly();
                done.add(segment);
            }
        }
        segments.removeAll(done);
    }
}

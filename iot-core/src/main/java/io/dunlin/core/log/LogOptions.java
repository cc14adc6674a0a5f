/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

/**
 * How a log uses its directory.
 *
 * @param segmentBytes the size of a segment file, in bytes; the log grows and shrinks by this much
 * @param quotaBytes how large all files together may be, in bytes, at least three segments and 8 KiB
 * @param maxRecordBytes the largest payload of one record, in bytes; a segment grows for a record larger than itself
 * @param reservedSeqs how many sequence numbers are reserved durably at a time: a crash burns at most so many
 * @param sync when appended records are forced
 * @param whenFull what gives way when the quota is reached
 */
public record LogOptions(
        int segmentBytes, long quotaBytes, int maxRecordBytes, int reservedSeqs, SyncPolicy sync, WhenFull whenFull) {

    /** A device: segments of 256 KiB, 8 MiB in all, records of up to 128 KiB, forced on request, nothing evicted. */
    public static final LogOptions DEVICE =
            new LogOptions(256 << 10, 8 << 20, 128 << 10, 1024, SyncPolicy.ON_REQUEST, WhenFull.REFUSE);

    /** A gateway: segments of 16 MiB, 1 GiB in all, records of up to 1 MiB, forced on request, nothing evicted. */
    public static final LogOptions GATEWAY =
            new LogOptions(16 << 20, 1L << 30, 1 << 20, 8192, SyncPolicy.ON_REQUEST, WhenFull.REFUSE);

    private static final int LARGEST = 1 << 30;

    /** Checks the bounds. */
    public LogOptions {
        if (segmentBytes < 1024 || segmentBytes > LARGEST) {
            throw new IllegalArgumentException("segmentBytes must be 1 KiB to 1 GiB, got " + segmentBytes);
        }
        if (quotaBytes < 3L * segmentBytes + Slots.FILE_BYTES) {
            throw new IllegalArgumentException("quotaBytes must hold three segments of " + segmentBytes + " bytes and "
                    + Slots.FILE_BYTES + " more, got " + quotaBytes);
        }
        if (maxRecordBytes < 1 || maxRecordBytes > LARGEST) {
            throw new IllegalArgumentException("maxRecordBytes must be 1 byte to 1 GiB, got " + maxRecordBytes);
        }
        if (reservedSeqs < 1) {
            throw new IllegalArgumentException("reservedSeqs must be at least 1, got " + reservedSeqs);
        }
    }

    /**
     * Returns these options with another quota.
     *
     * @param bytes how large all files together may be
     * @return the options
     */
    public LogOptions withQuotaBytes(long bytes) {
        return new LogOptions(segmentBytes, bytes, maxRecordBytes, reservedSeqs, sync, whenFull);
    }

    /**
     * Returns these options with another size of segment.
     *
     * @param bytes the size of a segment file
     * @return the options
     */
    public LogOptions withSegmentBytes(int bytes) {
        return new LogOptions(bytes, quotaBytes, maxRecordBytes, reservedSeqs, sync, whenFull);
    }

    /**
     * Returns these options with another policy of forcing.
     *
     * @param policy when appended records are forced
     * @return the options
     */
    public LogOptions withSync(SyncPolicy policy) {
        return new LogOptions(segmentBytes, quotaBytes, maxRecordBytes, reservedSeqs, policy, whenFull);
    }

    /**
     * Returns these options with another choice of what gives way.
     *
     * @param choice what gives way when the quota is reached
     * @return the options
     */
    public LogOptions withWhenFull(WhenFull choice) {
        return new LogOptions(segmentBytes, quotaBytes, maxRecordBytes, reservedSeqs, sync, choice);
    }

    /** What gives way when the quota is reached. */
    public enum WhenFull {
        /** The newest: an append fails with {@code FULL}, and nothing was written. */
        REFUSE,
        /** The oldest segment; its records are reported as a gap. */
        EVICT_OLDEST
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

/**
 * Sequence numbers whose records will not be read any more.
 *
 * @param fromSeq the first, at least 1
 * @param toSeq the last, at least {@code fromSeq}
 * @param reason why
 */
public record Gap(long fromSeq, long toSeq, Reason reason) {

    /** Checks the range. */
    public Gap {
        if (fromSeq < 1 || toSeq < fromSeq) {
            throw new IllegalArgumentException(fromSeq + " to " + toSeq + " is not a range of sequence numbers");
        }
    }

    /** Why records are not there. */
    public enum Reason {
        /** The quota had no room, and these were the oldest. */
        EVICTED,
        /** The medium gave back other bytes than were written, or none. */
        DAMAGED,
        /** Never reported durable: a write failed or the process died; some of these numbers may not have been used. */
        NOT_DURABLE,
        /** No file holds them: they were evicted in an earlier run, or the file was removed. */
        MISSING
    }
}

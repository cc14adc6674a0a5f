/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate;

import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;

/**
 * What the journal holds: intent only. Which key belongs to which certificate is seen from the keys themselves. The first
 * three elements, version, active slot and active generation, keep their places in all versions.
 *
 * @param phase how far the rotation came
 * @param activeSlot which slot is in use, 0 or 1; the other is the spare
 * @param activeGeneration the generation in use, at least 1
 * @param lastGeneration the highest generation that was ever begun
 * @param attempts how many trials of the spare identity were begun and not found to have failed for want of a network
 * @param failures how many rotations in a row were rolled back, or requests in a row failed
 * @param waitMillis how long to wait before the next step, counted anew after a restart
 */
public record RotationRecord(
        RotationPhase phase,
        int activeSlot,
        long activeGeneration,
        long lastGeneration,
        int attempts,
        int failures,
        long waitMillis) {

    private static final int VERSION = 1;
    private static final int ELEMENTS = 8;

    /** Checks the bounds. */
    public RotationRecord {
        if (activeSlot < 0 || activeSlot > 1 || activeGeneration < 1 || lastGeneration < activeGeneration) {
            throw new IllegalArgumentException("no slot " + activeSlot + " of generation " + activeGeneration
                    + " with the last " + lastGeneration);
        }
        if (attempts < 0 || failures < 0 || waitMillis < 0) {
            throw new IllegalArgumentException(
                    "attempts " + attempts + ", failures " + failures + ", waitMillis " + waitMillis);
        }
    }

    /**
     * Makes the journal of a device that has one identity and begins to rotate.
     *
     * @param activeSlot where it is, 0 or 1
     * @param generation its generation
     * @return the journal
     */
    public static RotationRecord stable(int activeSlot, long generation) {
        return new RotationRecord(RotationPhase.STABLE, activeSlot, generation, generation, 0, 0, 0);
    }

    /**
     * Reads a journal.
     *
     * @param bytes what {@link #encode} wrote
     * @return the journal
     * @throws NewerJournalException if a newer version of this library wrote it
     * @throws DecodeException if it is anything else
     */
    public static RotationRecord decode(byte[] bytes) {
        CborReader reader = new CborReader(bytes);
        int elements = reader.array();
        long version = reader.integer(VERSION, Long.MAX_VALUE);
        int slot = (int) reader.integer(0, 1);
        long active = reader.integer(1, Long.MAX_VALUE);
        if (version > VERSION) {
            throw new NewerJournalException(version, slot, active);
        }
        if (elements != ELEMENTS) {
            throw reader.unexpected("a journal of " + elements + " elements");
        }
        RotationPhase phase = RotationPhase.ofCode(reader.integer(0, RotationPhase.RETIRED.code()));
        long last = reader.integer(active, Long.MAX_VALUE);
        int attempts = (int) reader.integer(0, Integer.MAX_VALUE);
        int failures = (int) reader.integer(0, Integer.MAX_VALUE);
        long wait = reader.integer(0, Long.MAX_VALUE);
        reader.end();
        return new RotationRecord(phase, slot, active, last, attempts, failures, wait);
    }

    /**
     * Writes the journal.
     *
     * @return deterministic CBOR of less than 64 bytes
     */
    public byte[] encode() {
        return new CborWriter()
                .array(ELEMENTS)
                .integer(VERSION)
                .integer(activeSlot)
                .integer(activeGeneration)
                .integer(phase.code())
                .integer(lastGeneration)
                .integer(attempts)
                .integer(failures)
                .integer(waitMillis)
                .toByteArray();
    }

    RotationRecord with(RotationPhase next, int nextAttempts, int nextFailures, long wait) {
        return new RotationRecord(next, activeSlot, activeGeneration, lastGeneration, nextAttempts, nextFailures, wait);
    }

    RotationRecord begun(long generation) {
        return new RotationRecord(RotationPhase.KEY_READY, activeSlot, activeGeneration, generation, 0, failures, 0);
    }

    RotationRecord switched() {
        return new RotationRecord(RotationPhase.CONFIRMED, 1 - activeSlot, lastGeneration, lastGeneration, 0, 0, 0);
    }
}

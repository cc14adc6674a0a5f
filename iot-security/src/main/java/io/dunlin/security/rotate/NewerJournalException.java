/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate;

import io.dunlin.core.DecodeException;

/**
 * A newer version of this library wrote the journal of a rotation. It may be in the middle of one that this version does
 * not understand, so nothing is rotated; which identity is in use is told by the part of the journal that never changes.
 */
public final class NewerJournalException extends DecodeException {

    private static final long serialVersionUID = 1L;

    private final long version;
    private final int activeSlot;
    private final long activeGeneration;

    NewerJournalException(long version, int activeSlot, long activeGeneration) {
        super("the journal of the rotation has version " + version + ", which is newer than this library", 0);
        this.version = version;
        this.activeSlot = activeSlot;
        this.activeGeneration = activeGeneration;
    }

    /**
     * Returns the version that was found.
     *
     * @return greater than what is supported
     */
    public long version() {
        return version;
    }

    /**
     * Returns which slot is in use.
     *
     * @return 0 or 1
     */
    public int activeSlot() {
        return activeSlot;
    }

    /**
     * Returns the generation in use.
     *
     * @return at least 1
     */
    public long activeGeneration() {
        return activeGeneration;
    }
}

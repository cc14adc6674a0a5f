/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

/** What can happen to one operation of a {@link FaultyStorage}. */
public enum Fault {
    /** The power goes before the operation begins. */
    POWER_CUT_BEFORE(true),
    /** The power goes in the middle: a write is torn at a byte that the seed chooses, any other operation happened or not. */
    POWER_CUT_TORN(true),
    /** The power goes when the operation is complete, before its caller learns of it. */
    POWER_CUT_AFTER(true),
    /** The operation fails for want of room; a write may have been done in part, a force has lost what it was to keep. */
    FULL(false),
    /** The medium fails; a write may have been done in part, a force has lost what it was to keep, as on Linux. */
    IO_ERROR(false),
    /** The medium refuses this and all later changes until {@link FaultyStorage#restart}, as after a remount. */
    READ_ONLY(false);

    private final boolean powerCut;

    Fault(boolean powerCut) {
        this.powerCut = powerCut;
    }

    /**
     * Tells whether the machine is off afterwards.
     *
     * @return whether this is one of the three power cuts
     */
    public boolean isPowerCut() {
        return powerCut;
    }
}

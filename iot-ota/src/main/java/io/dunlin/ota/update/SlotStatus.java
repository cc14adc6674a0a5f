/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

/**
 * How a device booted.
 *
 * @param running the slot that runs, 0 or 1
 * @param trial whether it runs on trial: without a confirmation the boot loader goes back to the other one
 * @param trialPending whether the other slot is armed and has not been tried since
 * @param capacityBytes how long an image in the other slot may be
 */
public record SlotStatus(int running, boolean trial, boolean trialPending, long capacityBytes) {

    /** Checks the bounds. */
    public SlotStatus {
        if (running < 0 || running > 1 || capacityBytes < 0) {
            throw new IllegalArgumentException("no slot " + running + " of " + capacityBytes + " B");
        }
        if (trial && trialPending) {
            throw new IllegalArgumentException("the other slot cannot be armed while this one is on trial");
        }
    }

    /**
     * Returns the slot that does not run.
     *
     * @return 0 or 1
     */
    public int other() {
        return 1 - running;
    }
}

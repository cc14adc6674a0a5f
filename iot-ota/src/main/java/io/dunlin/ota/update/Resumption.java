/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

/** What a boot makes of the record that the last run left: record and boot flag together tell where it ended. */
enum Resumption {
    /** Nothing is on its way. */
    NONE,
    /** The act of the recorded state is done, or done again. */
    ACT,
    /** Payload and source are checked again; an application goes on from its checkpoint. */
    FETCH,
    /** The boot flag was not set yet. */
    ARM,
    /** The boot flag is set, the new image was not tried. */
    RESTART,
    /** The new image runs on trial. */
    TRIAL,
    /** The boot flag keeps the new image; only the record is missing. */
    CONFIRM,
    /** The boot loader went back to the old image by itself. */
    NOT_BOOTED,
    /** The old image runs again because the new one failed its test. */
    REVERTED;

    /** How often the boot flag is set for one update before it counts as not booted. */
    static final int MAX_ARMINGS = 3;

    static Resumption of(UpdateRecord record, SlotStatus slots) {
        boolean inTarget = slots.running() == record.targetSlot();
        return switch (record.state()) {
            case IDLE, CONFIRMED, REVERTED, FAILED, REJECTED, CANCELLED -> NONE;
            case MANIFEST_OK, FETCHING, DST_VERIFIED -> ACT;
            case SRC_VERIFIED, APPLYING -> FETCH;
            case ARMED ->
                inTarget ? TRIAL : slots.trialPending() ? RESTART : record.armings() < MAX_ARMINGS ? ARM : NOT_BOOTED;
            case RESTART_WAIT, TRIAL, SELF_TEST ->
                inTarget ? slots.trial() ? TRIAL : CONFIRM : slots.trialPending() ? RESTART : NOT_BOOTED;
            case REVERTING -> inTarget ? ACT : REVERTED;
        };
    }
}

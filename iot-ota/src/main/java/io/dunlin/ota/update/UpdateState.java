/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

/** How far a device is with an update. The numbers are those of the journal and of the wire. */
public enum UpdateState {
    /** No update was ever accepted. */
    IDLE(0, false),
    /** A manifest was accepted. */
    MANIFEST_OK(1, false),
    /** The payload is being transferred. */
    FETCHING(2, false),
    /** The payload and the running image are those that the manifest names. */
    SRC_VERIFIED(3, false),
    /** The new image is being written to the other slot. */
    APPLYING(4, false),
    /** The new image was read back and is right. */
    DST_VERIFIED(5, false),
    /** The boot flag is being set; from here on it is too late to cancel. */
    ARMED(6, false),
    /** The next boot is a trial of the new image; waiting for the time to restart. */
    RESTART_WAIT(7, false),
    /** The new image runs for the first time, or again after a crash. */
    TRIAL(8, false),
    /** The new image is being tested by the application. */
    SELF_TEST(9, false),
    /** The new image is kept. */
    CONFIRMED(10, true),
    /** The new image failed its test; the boot flag is being taken back. */
    REVERTING(11, false),
    /** The old image runs again. */
    REVERTED(12, true),
    /** Given up before a restart; the old image runs and always did. */
    FAILED(13, true),
    /** A manifest was refused. Reported, never journaled. */
    REJECTED(14, true),
    /** Called off by the fleet. */
    CANCELLED(15, true);

    private final int code;
    private final boolean terminal;

    UpdateState(int code, boolean terminal) {
        this.code = code;
        this.terminal = terminal;
    }

    /**
     * Returns the number in journal and messages.
     *
     * @return 0 to 15
     */
    public int code() {
        return code;
    }

    /**
     * Tells whether an update ends in this state.
     *
     * @return whether nothing follows but another manifest
     */
    public boolean isTerminal() {
        return terminal;
    }

    /**
     * Tells whether an update is on its way.
     *
     * @return whether the state is neither idle nor terminal
     */
    public boolean isActive() {
        return !terminal && this != IDLE;
    }

    static UpdateState ofCode(long code) {
        for (UpdateState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("no state has the number " + code);
    }
}

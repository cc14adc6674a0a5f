/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

/**
 * What a device reports of an update.
 *
 * @param id grows with each event of the device; 0 for one that wants no acknowledgement
 * @param campaign the manifest's campaign; empty if the manifest was not genuine
 * @param sequence the manifest's sequence number, 0 if it is not known
 * @param state the state that was reached
 * @param reason why, in terminal states
 * @param detail more of the reason, for people, at most {@value #MAX_DETAIL} characters
 */
public record UpdateEvent(
        long id, String campaign, long sequence, UpdateState state, UpdateReason reason, String detail) {

    /** The longest detail. */
    public static final int MAX_DETAIL = 120;

    /** Checks the bounds. */
    public UpdateEvent {
        if (id < 0 || sequence < 0) {
            throw new IllegalArgumentException("id and sequence are at least 0, got " + id + ", " + sequence);
        }
        if (detail.length() > MAX_DETAIL) {
            throw new IllegalArgumentException("detail has " + detail.length() + " characters");
        }
    }
}

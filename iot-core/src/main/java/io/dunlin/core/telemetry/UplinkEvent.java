/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/**
 * Something that happened to a {@link TelemetryUplink}.
 *
 * @param kind what
 * @param seq the batch's number, or the first of several, 0 if there is none
 * @param detail the rest, for people
 */
public record UplinkEvent(Kind kind, long seq, String detail) {

    /** What can happen. */
    public enum Kind {
        /** The store failed; the batch is stored again after a while. */
        STORE_FAILED,
        /** Stored batches were lost; a gap is reported to the fleet in their place. */
        LOST,
        /** The link refused a batch for good; it is kept and sent again after the longest wait. */
        SEND_REFUSED,
        /** The fleet cannot use a message, set it aside and counts its rows as refused; the message is done with. */
        REFUSED,
        /** The fleet sent bytes that are no message of this channel. */
        MALFORMED
    }
}

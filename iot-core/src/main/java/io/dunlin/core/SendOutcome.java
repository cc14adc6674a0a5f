/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

/** What a link knows of a message that it was asked to send. Only the first means that the peer has it. */
public enum SendOutcome {
    /** The next hop took responsibility: MQTT PUBACK of success, CoAP 2.xx. */
    ACCEPTED(false),
    /** The link is down; the message did not leave. */
    NOT_CONNECTED(true),
    /** The link went down, or no answer came in time; the message may or may not have arrived. */
    UNKNOWN(true),
    /** As many messages as {@link Capabilities#maxInFlight()} allows are outstanding; the message did not leave. */
    BUSY(true),
    /** The next hop refused it, for now: quota, overload. */
    REFUSED_FOR_NOW(true),
    /** The next hop refused it for good: not authorized, malformed. */
    REFUSED(false),
    /** The payload is larger than {@link Capabilities#maxPayloadBytes()}. */
    TOO_LARGE(false);

    private final boolean retryable;

    SendOutcome(boolean retryable) {
        this.retryable = retryable;
    }

    /**
     * Tells whether sending the same message again may end otherwise.
     *
     * @return whether to try again
     */
    public boolean retryable() {
        return retryable;
    }
}

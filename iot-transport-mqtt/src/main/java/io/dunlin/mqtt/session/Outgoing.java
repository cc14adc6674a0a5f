/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import org.jspecify.annotations.Nullable;

/** A message on its way to the server: in a queue, then in flight. */
final class Outgoing {

    final Message message;
    final PublishReport report;
    final Lane lane;

    /** The monotonic time after which nobody wants it; {@link Long#MAX_VALUE} if it does not expire. */
    final long expiresAt;

    /** Its name in the store, in the order of publishing; 0 if it is in memory only. */
    long number;

    int id;

    /** How many records that it has to wait for are not yet durable. */
    int pending;

    /** Its first record is durable. */
    boolean stored;

    /** QoS 2: PUBREC has come, and that it has is being written. */
    boolean releasing;

    /** QoS 2: PUBREC has come, PUBREL is to be answered. */
    boolean released;

    boolean sentNow;

    /** It has been reported, or will be reported by whoever waits for its record. */
    boolean over;

    @Nullable
    OutgoingList list;

    @Nullable
    Outgoing previous;

    @Nullable
    Outgoing next;

    Outgoing(Message message, PublishReport report, Lane lane, long expiresAt) {
        this.message = message;
        this.report = report;
        this.lane = lane;
        this.expiresAt = expiresAt;
    }

    int size() {
        return message.payload().length;
    }

    boolean isDurable() {
        return number > 0;
    }

    boolean isExpired(long now) {
        return expiresAt != Long.MAX_VALUE && now - expiresAt >= 0;
    }
}

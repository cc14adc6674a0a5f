/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What a session has written to its store, and who waits for it to be durable. */
final class Ledger {

    private static final Waiter NOBODY = (durable, now) -> {};

    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    private @Nullable SessionStore store;
    private long messageBytes;

    /** Who waits for a record. */
    @FunctionalInterface
    interface Waiter {
        void written(boolean durable, long now);
    }

    void attach(SessionStore to) {
        store = to;
    }

    boolean isAttached() {
        return store != null;
    }

    SessionStore store() {
        if (store == null) {
            throw new IllegalStateException("the session has no store");
        }
        return store;
    }

    void write(byte[] change, Waiter waiter) {
        waiting.add(waiter);
        store().append(change);
    }

    /** Writes what nothing waits for: a repetition of what it ends does no harm. */
    void write(byte[] change) {
        write(change, NOBODY);
    }

    void answered(boolean durable, long now) {
        waiting.remove().written(durable, now);
    }

    /** Takes a message's place in the store; returns false if there is none. */
    boolean take(Message message) {
        long bytes = StoreRecords.bytes(message);
        if (messageBytes + bytes > store().capacityBytes()) {
            return false;
        }
        messageBytes += bytes;
        return true;
    }

    void restored(Message message) {
        messageBytes += StoreRecords.bytes(message);
    }

    /** Writes that a message has come to its end, and gives its place back. */
    void done(Outgoing entry) {
        if (entry.isDurable()) {
            messageBytes -= StoreRecords.bytes(entry.message);
            write(StoreRecords.done(entry.number));
        }
    }

    long messageBytes() {
        return messageBytes;
    }
}

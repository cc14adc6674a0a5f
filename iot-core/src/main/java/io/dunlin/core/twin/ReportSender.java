/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import org.jspecify.annotations.Nullable;

/**
 * Sends what is reported, one message at a time, and remembers what the fleet has of it: first a snapshot if the fleet
 * lacks removals that are forgotten here, then what is newer.
 */
final class ReportSender {

    private final Author<Content.Reported> author;
    private final Retry retry;
    private final TwinLimits limits;
    private int budget;
    private boolean synced;
    private long acknowledged;
    private long sentTo;
    private @Nullable String cursor;
    private @Nullable String sentThrough;

    ReportSender(Author<Content.Reported> author, Retry retry, TwinLimits limits) {
        this.author = author;
        this.retry = retry;
        this.limits = limits;
        this.budget = limits.maxMessageBytes() - TwinLimits.HEAD_BYTES;
    }

    void linkUp(int maxMessageBytes) {
        budget = Math.min(maxMessageBytes, limits.maxMessageBytes()) - TwinLimits.HEAD_BYTES;
        synced = false;
        retry.stop();
    }

    void linkDown() {
        synced = false;
        cursor = null;
        retry.stop();
    }

    /** The fleet knows nothing of what was reported. */
    void restart() {
        linkDown();
        acknowledged = 0;
    }

    long acknowledged() {
        return acknowledged;
    }

    /** The fleet has answered what it has. */
    void synced(long seen) {
        synced = true;
        acknowledged = Math.min(seen, author.version());
    }

    long deadline() {
        return synced ? retry.deadline() : Retry.NEVER;
    }

    /** The fleet has taken a message. */
    void seen(long seen, @Nullable String through) {
        acknowledged = Math.max(acknowledged, Math.min(seen, author.version()));
        if (sentThrough == null ? acknowledged >= sentTo : arrived(through)) {
            cursor = sentThrough == null || sentThrough.isEmpty() ? null : sentThrough;
            retry.answered();
        }
    }

    /**
     * Returns what to send now, if there is anything to send and nothing on its way. All that is numbered must be durable:
     * what a change that is not has replaced could be lost, though the range that is sent claims to hold it.
     */
    @Nullable
    Update<Content.Reported> next(long now) {
        if (!synced || (retry.isWaiting() && !retry.isDue(now))) {
            return null;
        }
        if (retry.isDue(now)) {
            // The fleet may have lost what it had of a snapshot.
            cursor = null;
        }
        Update<Content.Reported> update;
        if (cursor != null || acknowledged < author.floor()) {
            update = author.snapshot(cursor == null ? "" : cursor, budget);
        } else if (acknowledged < author.version()) {
            update = author.since(acknowledged, author.version(), budget);
        } else {
            retry.answered();
            return null;
        }
        sentTo = update.to();
        sentThrough = update.stretch() == null ? null : update.stretch().through();
        retry.asked(now);
        return update;
    }

    private boolean arrived(@Nullable String through) {
        return sentThrough != null
                && (sentThrough.isEmpty() ? acknowledged >= author.floor() : sentThrough.equals(through));
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import org.jspecify.annotations.Nullable;

/** What the two halves say to each other; see "Twin" in the wire contract. */
sealed interface Message {

    /**
     * Up: a device asks for the incarnation.
     *
     * @param store the name of the device's store
     * @param nonce echoed in the answer
     */
    record Hello(Incarnation store, long nonce) implements Message {}

    /**
     * Down: the answer.
     *
     * @param nonce of the question
     * @param incarnation the twin's present one
     */
    record Welcome(long nonce, Incarnation incarnation) implements Message {}

    /**
     * Down: an incarnation is not the present one.
     *
     * @param tag the first half of it
     */
    record Stranger(long tag) implements Message {}

    /**
     * Up: what a device has.
     *
     * @param incarnation the device's
     * @param serial echoed in the answer
     * @param have the desired version up to which nothing is missing
     * @param digest of the desired entries
     * @param rv the greatest reported version, or {@link #NOT_AT_REST}
     * @param reportedDigest of the reported entries if everything is at rest, else 0
     * @param cursor how far a snapshot has come, or null
     */
    record Sync(
            Incarnation incarnation,
            int serial,
            long have,
            long digest,
            long rv,
            long reportedDigest,
            @Nullable String cursor)
            implements Message {

        /** The reported version of a device that cannot compare now. */
        static final long NOT_AT_REST = -1;
    }

    /**
     * Down: desired entries.
     *
     * @param tag of the incarnation
     * @param serial of the question, 0 if there was none
     * @param latest the twin's desired version
     * @param seen the reported version up to which nothing is missing
     * @param disagrees whether the reported entries differ though their versions do not
     * @param update the entries
     */
    record Delta(long tag, int serial, long latest, long seen, boolean disagrees, Update<Content.Desired> update)
            implements Message {}

    /**
     * Up: reported entries.
     *
     * @param tag of the incarnation
     * @param update the entries
     */
    record Report(long tag, Update<Content.Reported> update) implements Message {}

    /**
     * Down: what the fleet has of the reported entries.
     *
     * @param tag of the incarnation
     * @param seen the reported version up to which nothing is missing
     * @param cursor how far a snapshot has come, or null
     * @param latest the twin's desired version
     */
    record Seen(long tag, long seen, @Nullable String cursor, long latest) implements Message {}
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

/** What a message between a device and its fleet is about. Each channel exists in both directions. */
public enum Channel {
    /** Up: batches and gap records. Down: acknowledgements. */
    TELEMETRY("telemetry"),
    /** Up: sync, reports. Down: deltas, acknowledgements. */
    TWIN("twin"),
    /** Up: receipts. Down: signed commands. */
    COMMAND("command"),
    /** Up: block requests and events. Down: offers and blocks. */
    UPDATE("update"),
    /** Up: heartbeats. Down: unused. */
    HEALTH("health"),
    /** Up: rotation and enrolment state. Down: renewal windows and trust updates. */
    IDENTITY("identity");

    private final String segment;

    Channel(String segment) {
        this.segment = segment;
    }

    /**
     * Returns the name on the wire: the last topic level or path segment.
     *
     * @return lower-case ASCII letters
     */
    public String segment() {
        return segment;
    }

    /**
     * Finds a channel by its name on the wire.
     *
     * @param segment the last topic level or path segment
     * @return the channel
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Channel ofSegment(String segment) {
        for (Channel channel : values()) {
            if (channel.segment.equals(segment)) {
                return channel;
            }
        }
        throw new IllegalArgumentException("no channel is named \"" + segment + "\"");
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.Topics;

/**
 * How messages to some topics wait for the window or the connection.
 *
 * @param filter which topics
 * @param durable whether messages of QoS 1 and 2 are written to the session's store, if it has one, before they leave
 * @param whenFull what gives way when as many wait as may
 * @param maxMessages how many may wait
 * @param maxBytes how many bytes of payload those may have
 */
public record QueueRule(String filter, boolean durable, WhenFull whenFull, int maxMessages, long maxBytes) {

    /** What gives way when as many messages wait as may. */
    public enum WhenFull {
        /** The new message. */
        REFUSE,
        /** The message of this rule that has waited longest. */
        DROP_OLDEST
    }

    /** Checks filter and bounds. */
    public QueueRule {
        if (!Topics.isFilter(filter) || Topics.isShared(filter)) {
            throw new IllegalArgumentException("not a filter of topics: \"" + filter + "\"");
        }
        if (maxMessages < 0 || maxBytes < 0) {
            throw new IllegalArgumentException(
                    "want room for 0 or more, got " + maxMessages + " messages, " + maxBytes + " bytes");
        }
    }

    /**
     * Keeps only the newest messages, in memory: for values that are of no use once there are newer ones.
     *
     * @param filter which topics
     * @param messages how many
     * @return the rule
     */
    public static QueueRule newest(String filter, int messages) {
        return new QueueRule(filter, false, WhenFull.DROP_OLDEST, messages, Long.MAX_VALUE);
    }
}

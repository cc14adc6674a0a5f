/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

/** What a session tells. Every method may call any method of the session. */
public interface SessionListener {

    /**
     * A connection was accepted and is now the session's.
     *
     * @param connection which
     * @param negotiated what the server said
     */
    void up(Connection connection, Negotiated negotiated);

    /**
     * A connection ended, or an attempt failed. Its wire has been closed.
     *
     * @param connection which
     * @param closed how
     */
    void closed(Connection connection, Closed closed);

    /**
     * A message that an earlier process left in the store has come to its end.
     *
     * @param message which
     * @param result what came of it
     */
    default void published(Message message, PublishResult result) {}

    /**
     * A message came. Call {@link Session#acknowledge} once it has been dealt with, now or later, unless its QoS is 0.
     *
     * @param delivery the message; its payload is valid during the call
     */
    void message(Delivery delivery);
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

/**
 * A device's connection to its fleet, over whatever transport. It delivers at least once while it is up and keeps
 * nothing while it is down: queues that must survive belong to the kernels above it (spool, twin, receipts), which know
 * what may be dropped, merged or sent later. A message may arrive twice; every receiver is idempotent.
 *
 * <p>All methods are called on the link's {@link Loop}, and so are all callbacks. A callback may call any method.
 */
public interface Link {

    /**
     * Names the one listener. Call it once, before {@link #start}.
     *
     * @param listener who is told
     */
    void listen(Listener listener);

    /** Connects, and connects again with back-off whenever the link goes down, until {@link #close}. */
    void start();

    /**
     * Tells whether the link is up.
     *
     * @return whether {@link #send} may leave
     */
    boolean isUp();

    /**
     * Returns what the link can do: of the present connection, or while it is down of the last or the configured one.
     *
     * @return the capabilities
     */
    Capabilities capabilities();

    /**
     * Sends a message and reports once what came of it, possibly before this method returns.
     *
     * @param channel what it is about
     * @param payload the message; the caller no longer changes it
     * @param report called once
     */
    void send(Channel channel, byte[] payload, Report report);

    /** Disconnects in order and stops; outstanding sends are reported as {@link SendOutcome#UNKNOWN}. */
    void close();

    /** What came of a send. */
    @FunctionalInterface
    interface Report {
        /** Ignores what came of it, for messages that are sent again anyway. */
        Report IGNORE = outcome -> {};

        /**
         * The send has ended.
         *
         * @param outcome what is known
         */
        void sent(SendOutcome outcome);
    }

    /** Who is told of a link's life. */
    interface Listener {
        /**
         * The link came up.
         *
         * @param capabilities what this connection can do
         */
        void up(Capabilities capabilities);

        /**
         * The link went down, or an attempt to bring it up failed.
         *
         * @param reason why, for people
         */
        void down(String reason);

        /**
         * A message came from the fleet.
         *
         * @param channel what it is about
         * @param payload the message
         */
        void message(Channel channel, byte[] payload);
    }
}

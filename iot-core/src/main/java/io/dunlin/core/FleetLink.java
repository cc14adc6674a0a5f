/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

/**
 * A fleet's connection to all of its devices, over whatever transport: the other end of {@link Link}. Delivers at least
 * once while both ends are up and promises nothing else.
 *
 * <p>All methods are called on the link's {@link Loop}, and so are all callbacks.
 */
public interface FleetLink {

    /**
     * Names the one listener. Call it once, before {@link #start}.
     *
     * @param listener who is told
     */
    void listen(Listener listener);

    /** Connects or binds, and again whenever that is lost, until {@link #close}. */
    void start();

    /**
     * Tells whether the link is up.
     *
     * @return whether {@link #send} may leave
     */
    boolean isUp();

    /**
     * Sends a message to one device.
     *
     * @param device to whom
     * @param channel what it is about
     * @param payload the message; the caller no longer changes it
     * @param report called once; {@link SendOutcome#ACCEPTED} means that the next hop has it, not the device
     */
    void send(DeviceId device, Channel channel, byte[] payload, Link.Report report);

    /** Disconnects in order and stops. */
    void close();

    /** Who is told of the link's life. */
    interface Listener {
        /** The link came up. */
        void up();

        /**
         * The link went down, or an attempt to bring it up failed.
         *
         * @param reason why, for people
         */
        void down(String reason);

        /**
         * A message came from a device. The transport vouches for the sender: by the broker's access rule or by the
         * association that the message came over.
         *
         * @param device from whom
         * @param channel what it is about
         * @param payload the message
         * @param settled call it once when the message's effect is durable, or when it was found to have none; until
         *     then the transport withholds its own acknowledgement where it can. May be called from any thread.
         */
        void message(DeviceId device, Channel channel, byte[] payload, Runnable settled);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.Loop;
import io.dunlin.mqtt.session.Wire;

/** Opens byte connections to servers: Netty's, or a test's. Thread-safe. */
public interface Transport {

    /**
     * Opens a connection, asynchronously.
     *
     * @param server where, and with which identity; an identity source is asked once, away from the loop
     * @param loop what the handler is called on
     * @param handler who is told
     * @return the attempt, and later the connection
     */
    Line open(MqttServer server, Loop loop, Handler handler);

    /** One connection, or the attempt at it. Its methods are called on its loop; after the end they do nothing. */
    interface Line extends Wire {

        /** Sends what was gathered now, rather than at the end of the present task. */
        void flush();
    }

    /** Who is told of a connection's life. All calls come on the loop given to {@link Transport#open}. */
    interface Handler {

        /** The connection is open: with TLS, the server has proven who it is. */
        void opened();

        /**
         * Bytes came.
         *
         * @param bytes an array that is valid during the call
         * @param offset where they start
         * @param length how many
         */
        void received(byte[] bytes, int offset, int length);

        /**
         * The connection takes more bytes, or for now had better get none.
         *
         * @param canWrite whether it takes more
         */
        void writable(boolean canWrite);

        /**
         * The attempt failed or the connection ended, but not by {@link Wire#close}.
         *
         * @param reason why, for people
         */
        void closed(String reason);

        /**
         * As {@link #closed}, and the server said by a TLS alert that it does not take this client's certificate.
         *
         * @param reason why, for people
         */
        default void refused(String reason) {
            closed(reason);
        }
    }
}

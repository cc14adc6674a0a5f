/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

/**
 * Proves who the client is by challenge and response (MQTT 5.0, 4.12), such as SCRAM. Called on the session's thread;
 * must not block.
 */
public interface Authenticator {

    /**
     * Returns the name of the method, which the server has to know.
     *
     * @return the authentication method
     */
    String method();

    /**
     * Begins an exchange: one for each connection, and one for each time that a connection is authenticated again.
     *
     * @return the exchange
     */
    Exchange begin();

    /** One exchange. Data without bytes stands for no data. */
    interface Exchange {

        /**
         * Returns what the client says first.
         *
         * @return the data of CONNECT, or of the AUTH that begins again
         */
        byte[] first();

        /**
         * Answers the server.
         *
         * @param challenge what it said
         * @return the answer
         */
        byte[] answer(byte[] challenge);

        /**
         * The server is content. Says whether the client is, too: whether the server has proven who it is.
         *
         * @param last what the server said last
         * @return whether to go on
         */
        boolean accept(byte[] last);
    }
}

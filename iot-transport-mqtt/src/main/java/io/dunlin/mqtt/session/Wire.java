/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

/** Where a connection's bytes go: an open transport connection, or a test. */
public interface Wire {

    /**
     * Sends bytes after those that were sent before. They may be gathered and leave together at the end of the present
     * task.
     *
     * @param bytes an array that is valid during the call
     * @param offset where the bytes start
     * @param length how many
     */
    void send(byte[] bytes, int offset, int length);

    /** Closes the transport after everything that was sent. {@link Connection#lost} need not be called afterwards. */
    void close();
}

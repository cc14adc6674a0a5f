/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

/** Who is told what happens to one end of a {@link SimStream}. Called on the loop of that end's machine. */
public interface StreamHandler {

    /**
     * The stream is open; bytes may be written.
     *
     * @param stream the stream
     */
    default void opened(SimStream stream) {}

    /**
     * Bytes arrived, in pieces of any size.
     *
     * @param stream the stream
     * @param bytes at least one byte, the handler's own
     */
    void received(SimStream stream, byte[] bytes);

    /**
     * All bytes written so far have arrived.
     *
     * @param stream the stream
     */
    default void drained(SimStream stream) {}

    /**
     * The stream ended, or could not be opened. Not called after one's own {@link SimStream#close} or
     * {@link SimStream#abort}.
     *
     * @param stream the stream
     * @param reason why, for people
     */
    void closed(SimStream stream, String reason);
}

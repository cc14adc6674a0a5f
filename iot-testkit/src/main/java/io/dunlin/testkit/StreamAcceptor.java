/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

/** Who is asked when a stream arrives at a machine. Called on that machine's loop. */
@FunctionalInterface
public interface StreamAcceptor {

    /**
     * Accepts a stream.
     *
     * @param stream the new stream's end at this machine
     * @return who is told what happens to it
     */
    StreamHandler accept(SimStream stream);
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import java.io.IOException;

/** What an operation of a {@link FaultyStorage} does to the medium. It has a size; a torn one does only a part of it. */
@FunctionalInterface
interface Effect {

    /**
     * Does the first part of the operation.
     *
     * @param size how much: 0 is nothing, the operation's whole size is all of it
     */
    void apply(int size) throws IOException;

    /**
     * Does what a failing operation does all the same: by default nothing.
     *
     * @param survival chance
     * @param size the operation's size
     */
    default void fail(Survival survival, int size) throws IOException {}
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.identity;

/** One of the two places for a key and its certificate. The device uses one while it prepares the other. */
public enum KeySlot {
    /** The first. */
    A,
    /** The second. */
    B;

    /**
     * Returns the other place.
     *
     * @return B of A, A of B
     */
    public KeySlot other() {
        return this == A ? B : A;
    }
}

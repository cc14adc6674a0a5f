/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

/**
 * The power is off: thrown by every call to a {@link FaultyStorage} view from the cut on. Code under test does not catch
 * it; a test catches it where the machine would have gone dark.
 */
public final class PowerCut extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param where the operation at which the power went, or after which the view was used
     */
    public PowerCut(String where) {
        super(where);
    }
}

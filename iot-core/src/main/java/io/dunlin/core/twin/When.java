/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

/**
 * A condition on which a patch is taken.
 *
 * @param dv none of the patch's paths may have been changed after this desired version; {@link Long#MAX_VALUE} for no
 *     condition
 */
public record When(long dv) {

    private static final When ALWAYS = new When(Long.MAX_VALUE);

    /** Checks the bound. */
    public When {
        if (dv < 0) {
            throw new IllegalArgumentException("a version is not negative, got " + dv);
        }
    }

    /**
     * No condition.
     *
     * @return always fulfilled
     */
    public static When always() {
        return ALWAYS;
    }

    /**
     * The writer has seen the twin as of a version and must not overwrite what came later.
     *
     * @param dv the desired version that was seen
     * @return the condition
     */
    public static When version(long dv) {
        return new When(dv);
    }
}

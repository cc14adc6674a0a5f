/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

/** How far a device has come with one desired version. */
public sealed interface Convergence {

    /** The kinds of convergence. */
    enum Kind {
        /** {@link Converged}. */
        CONVERGED,
        /** {@link Rejected}. */
        REJECTED,
        /** {@link Pending}. */
        PENDING
    }

    /**
     * Returns which of the three this is.
     *
     * @return the kind
     */
    Kind kind();

    /** Every path of the version was applied or adapted, or superseded by a later version. */
    record Converged() implements Convergence {
        @Override
        public Kind kind() {
            return Kind.CONVERGED;
        }
    }

    /**
     * Every path was answered, and at least one was refused.
     *
     * @param path the first of them
     * @param ack the device's answer
     */
    record Rejected(String path, Ack ack) implements Convergence {
        @Override
        public Kind kind() {
            return Kind.REJECTED;
        }
    }

    /**
     * At least one path was not answered yet.
     *
     * @param path the first of them
     * @param sinceWallMillis when it was desired
     */
    record Pending(String path, long sinceWallMillis) implements Convergence {
        @Override
        public Kind kind() {
            return Kind.PENDING;
        }
    }
}

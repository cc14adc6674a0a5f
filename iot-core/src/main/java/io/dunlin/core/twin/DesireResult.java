/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import org.jspecify.annotations.Nullable;

/** What came of a patch. */
public sealed interface DesireResult {

    /** The kinds of results. */
    enum Kind {
        /** {@link Minted}. */
        MINTED,
        /** {@link Unchanged}. */
        UNCHANGED,
        /** {@link Invalid}. */
        INVALID,
        /** {@link Conflict}. */
        CONFLICT
    }

    /**
     * Returns which of the four this is.
     *
     * @return the kind
     */
    Kind kind();

    /**
     * The changes are desired now, under a new version.
     *
     * @param dv the version
     */
    record Minted(long dv) implements DesireResult {
        @Override
        public Kind kind() {
            return Kind.MINTED;
        }
    }

    /**
     * All of it was desired already.
     *
     * @param dv the twin's version, which stays
     */
    record Unchanged(long dv) implements DesireResult {
        @Override
        public Kind kind() {
            return Kind.UNCHANGED;
        }
    }

    /**
     * Nothing was changed, since one of the changes is not allowed.
     *
     * @param path which
     * @param reason why
     */
    record Invalid(String path, Refusal reason) implements DesireResult {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }
    }

    /**
     * Nothing was changed, since a path was changed after the version that the writer had seen.
     *
     * @param path which
     * @param dv the version that changed it
     * @param current what is desired for it, or null if its removal is
     */
    record Conflict(String path, long dv, @Nullable Value current) implements DesireResult {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }
    }
}

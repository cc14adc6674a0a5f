/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a space on its way to the mirror.
 *
 * <p>A delta holds the entries whose version is greater than {@code from} and at most {@code to}. A stretch of a snapshot
 * holds all entries whose path follows {@code after}, up to {@code through} or to the end if that is empty, as of version
 * {@code to}: what the mirror has there besides is gone.
 *
 * @param from the version before the first change; of a snapshot 0
 * @param to the version after the last change
 * @param stretch null for a delta
 * @param changes the entries
 */
record Update<C extends Content>(
        long from, long to, @Nullable Stretch stretch, List<Change<C>> changes) {

    /**
     * Which paths a snapshot's part covers.
     *
     * @param after the path before the first, empty at the start
     * @param through the last path, empty for all that follow
     */
    record Stretch(String after, String through) {}

    /**
     * One entry.
     *
     * @param path its path
     * @param version its version
     * @param content what it says
     */
    record Change<C extends Content>(String path, long version, C content) {}

    static <C extends Content> Update<C> nothing(long at) {
        return new Update<>(at, at, null, new ArrayList<>());
    }
}

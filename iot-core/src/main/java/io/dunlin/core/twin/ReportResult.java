/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

/** What became of a reported value. */
public enum ReportResult {
    /** It will be stored and sent, unless a later one for the same path replaces it before. */
    TAKEN,
    /** It is reported already. */
    UNCHANGED,
    /** The schema does not allow it. */
    INVALID,
    /** The value is larger than {@link TwinLimits#maxValueBytes()}. */
    TOO_LARGE,
    /** There is no room for another path, or for so many bytes. */
    FULL
}

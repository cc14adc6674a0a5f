/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

/** How a byte stream breaks. */
public enum StreamBreak {
    /** Both sides are told at once. */
    RESET,
    /** The first machine's side is told; the other learns of it when it next sends. */
    HALF_OPEN,
    /** Neither side is told and nothing passes any more, as when a firewall forgets the stream. A sender times out. */
    SILENT
}

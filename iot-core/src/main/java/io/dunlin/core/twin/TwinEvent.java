/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

/** What an operator may want to know of a twin. */
public enum TwinEvent {
    /** A message could not be read, and was ignored. */
    MALFORMED_MESSAGE,
    /** A message or value passes a declared limit; nothing of it was kept. */
    LIMIT,
    /** The twin lives in another incarnation from now on. */
    NEW_INCARNATION,
    /** The two sides disagreed about history, since one was restored from an older copy; entries were numbered anew. */
    RENUMBERED,
    /** A record could not be stored; it is tried again, and nothing is applied or sent meanwhile. */
    STORE_FAILED,
    /** Both sides agree. */
    SYNCED
}

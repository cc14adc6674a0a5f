/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

/** Something that has to happen at some time. */
abstract class Deadline {
    /** When, on the monotonic clock. */
    long at;
    /** The place in the heap, or -1. */
    int index = -1;

    /** The time has come; the deadline is no longer in the heap. */
    abstract void due(long now);
}

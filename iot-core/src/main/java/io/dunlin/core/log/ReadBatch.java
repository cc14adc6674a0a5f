/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import java.util.ArrayList;
import java.util.List;

/** Records that are read together, up to a number of bytes; the first one is taken in any case. */
final class ReadBatch {

    private final List<LogRecord> records = new ArrayList<>();
    private long left;
    private boolean full;

    ReadBatch(int maxBytes) {
        this.left = maxBytes;
    }

    List<LogRecord> records() {
        return records;
    }

    /** Returns whether a record had no room: none after it may be taken. */
    boolean isFull() {
        return full;
    }

    /** Makes room for a record, unless the batch is full. An empty one counts too, so that their number is bounded. */
    boolean admits(int payloadBytes) {
        int cost = Math.max(1, payloadBytes);
        full = full || (!records.isEmpty() && cost > left);
        left -= cost;
        return !full;
    }
}

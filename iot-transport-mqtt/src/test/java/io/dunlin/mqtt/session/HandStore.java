/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store that writes when the test says so. */
final class HandStore implements SessionStore {

    final List<byte[]> waiting = new ArrayList<>();
    final List<byte[]> durable = new ArrayList<>();
    byte @Nullable [] snapshot;
    long wallMillis = 1_800_000_000_000L;
    long capacityBytes = 1 << 20;
    Session session;

    @Override
    public void append(byte[] change) {
        waiting.add(change);
    }

    @Override
    public long wallMillis() {
        return wallMillis;
    }

    @Override
    public long capacityBytes() {
        return capacityBytes;
    }

    /** Writes what waits now, or fails to. */
    void written(boolean isDurable, long now) {
        int records = waiting.size();
        for (int i = 0; i < records; i++) {
            byte[] change = waiting.remove(0);
            if (isDurable) {
                durable.add(change);
            }
            session.persisted(isDurable, now);
        }
    }
}

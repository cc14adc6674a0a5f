/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A store whose records become durable when the test says so, and now and then give way to a snapshot. */
final class ModelStore implements SessionStore {

    private final Random random;
    private final List<byte[]> waiting = new ArrayList<>();
    private final List<byte[]> durable = new ArrayList<>();
    private byte @Nullable [] snapshot;
    private long written;

    ModelStore(Random random) {
        this.random = random;
    }

    void restore(Session session, long now) {
        session.restore(this, snapshot, durable, now);
    }

    /** Returns the number that the next record will have. */
    long next() {
        return written + waiting.size();
    }

    boolean isDurable(long number) {
        return number < written;
    }

    boolean isIdle() {
        return waiting.isEmpty();
    }

    void write(int most, Session session, long now) {
        for (int i = 0; i < most && !waiting.isEmpty(); i++) {
            durable.add(waiting.remove(0));
            written++;
            session.persisted(true, now);
        }
        if (waiting.isEmpty() && random.nextInt(20) == 0) {
            snapshot = session.snapshot(now);
            durable.clear();
        }
    }

    void crash() {
        waiting.clear();
    }

    @Override
    public void append(byte[] change) {
        waiting.add(change);
    }

    @Override
    public long wallMillis() {
        return 1_000_000;
    }

    @Override
    public long capacityBytes() {
        return 1 << 20;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import org.jspecify.annotations.Nullable;

/** One direction between two machines: how long things take, what gets lost, and whether it is cut. */
final class Path {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long LONGEST_QUEUE_NANOS = NANOS_PER_SECOND / 2;
    private static final long RETRANSMISSION_NANOS = NANOS_PER_SECOND / 5;
    private static final int REORDERED_FACTOR = 5;
    private static final int MAX_DOUBLINGS = 6;

    private final SeededRandom random;
    private @Nullable NetworkConditions own;
    private long busyUntil;
    private boolean cut;

    Path(SeededRandom random) {
        this.random = random;
    }

    void conditions(NetworkConditions conditions) {
        this.own = conditions;
    }

    NetworkConditions conditionsOr(NetworkConditions fallback) {
        return own == null ? fallback : own;
    }

    void cut(boolean isCut) {
        this.cut = isCut;
    }

    boolean isCut() {
        return cut;
    }

    boolean chance(double probability) {
        return probability > 0 && random.chance(probability);
    }

    long draw(long bound) {
        return random.nextLong(bound);
    }

    /** Returns how long a datagram takes, or -1 if the queue in front of the line is full. */
    long datagramDelay(long now, int bytes, NetworkConditions conditions) {
        long queued = occupy(now, bytes, conditions);
        if (queued > LONGEST_QUEUE_NANOS) {
            return -1;
        }
        long delay = queued + drawDelay(conditions);
        if (chance(conditions.reordering())) {
            delay += random.nextLong(conditions.maxDelay().toNanos() * REORDERED_FACTOR + 1);
        }
        return delay;
    }

    /** Returns how long a segment of a stream takes with its retransmissions. */
    long segmentDelay(long now, int bytes, NetworkConditions conditions) {
        long delay = occupy(now, bytes, conditions) + drawDelay(conditions);
        for (int doublings = 0; chance(conditions.loss()); doublings++) {
            delay += RETRANSMISSION_NANOS << Math.min(doublings, MAX_DOUBLINGS);
        }
        return delay;
    }

    private long drawDelay(NetworkConditions conditions) {
        return random.between(
                conditions.minDelay().toNanos(), conditions.maxDelay().toNanos());
    }

    /** Returns how long the bytes wait for the line and are on it. */
    private long occupy(long now, int bytes, NetworkConditions conditions) {
        if (conditions.bytesPerSecond() == 0) {
            return 0;
        }
        long wait = Math.max(0, busyUntil - now);
        long total = wait + bytes * NANOS_PER_SECOND / conditions.bytesPerSecond();
        if (wait <= LONGEST_QUEUE_NANOS) {
            busyUntil = now + total;
        }
        return wait > LONGEST_QUEUE_NANOS ? wait : total;
    }
}

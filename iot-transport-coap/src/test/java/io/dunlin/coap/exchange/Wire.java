/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Virtual time, and a network between two endpoints that loses, repeats, delays and reorders. */
final class Wire {

    static final long MILLI = 1_000_000L;

    /** In percent. */
    int loss;

    int repetition;
    long now = 1;
    private final Random random;
    private final Timing timing;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long orders;

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    Wire(Random random, Timing timing) {
        this.random = random;
        this.timing = timing;
    }

    void carry(byte[] bytes, int offset, int length, Consumer<byte[]> receiver) {
        for (int copies = random.nextInt(100) < repetition ? 2 : 1; copies > 0; copies--) {
            if (random.nextInt(100) < loss) {
                continue;
            }
            byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
            // A network that delays for longer than MAX_LATENCY may defeat any deduplication.
            int latest = (int) Math.min(8_000, timing.maxLatencyNanos() / MILLI);
            at(1 + random.nextInt(random.nextInt(10) == 0 ? latest : 100), () -> receiver.accept(copy));
        }
    }

    void at(long delayMillis, Runnable action) {
        events.add(new Event(now + delayMillis * MILLI, orders++, action));
    }

    /** Runs until nothing is left to happen, or for so many milliseconds. */
    void run(long millis, LongSupplier deadline, LongConsumer tick) {
        long until = now + millis * MILLI;
        while (true) {
            long ticks = deadline.getAsLong();
            long next = events.isEmpty() ? ticks : Math.min(ticks, events.peek().at);
            if (next > until) {
                now = until;
                return;
            }
            now = Math.max(now, next);
            if (!events.isEmpty() && events.peek().at <= now) {
                events.remove().action.run();
            } else {
                tick.accept(now);
            }
        }
    }

    boolean isEmpty() {
        return events.isEmpty();
    }
}

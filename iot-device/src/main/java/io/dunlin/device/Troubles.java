/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Alarm;
import io.dunlin.core.Channel;
import io.dunlin.core.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What goes wrong without stopping the device: events for the listener, and problems that last. Lives on the loop. */
final class Troubles {

    /** A problem that did not come again for so long is over. */
    private static final long LASTS_NANOS = 600_000_000_000L;

    private final Loop loop;
    private final Events events;
    private final Map<String, Long> problems = new TreeMap<>();
    private volatile long malformed;
    private volatile List<String> published = List.of();

    Troubles(Loop loop, Events events) {
        this.loop = loop;
        this.events = events;
    }

    void event(DeviceEvent.Kind kind, Channel channel, String detail) {
        events.add(new DeviceEvent(kind, channel, detail));
    }

    void malformed(Channel channel, String detail) {
        malformed = malformedMessages() + 1;
        event(DeviceEvent.Kind.MALFORMED, channel, detail);
    }

    /** The store of a part failed; it tries again. */
    void storeFailed(Channel channel, String detail) {
        raise(channel.segment() + "-store", loop.nanoTime() + LASTS_NANOS);
        event(DeviceEvent.Kind.STORE_FAILED, channel, detail);
    }

    /** The store of a part failed and stays so until the device starts again. */
    void storeBroken(Channel channel, String detail) {
        raise(channel.segment() + "-store", Alarm.NEVER);
        event(DeviceEvent.Kind.STORE_FAILED, channel, detail);
    }

    /** Something is wrong until {@link #clear}. */
    void raise(String code) {
        raise(code, Alarm.NEVER);
    }

    /** It is over. */
    void clear(String code) {
        problems.remove(code);
        published = List.copyOf(problems.keySet());
    }

    private void raise(String code, long untilNanos) {
        problems.merge(code, untilNanos, (a, b) -> a == Alarm.NEVER ? a : b);
        published = List.copyOf(problems.keySet());
    }

    /** Returns the codes of what is wrong now. */
    List<String> problems() {
        long now = loop.nanoTime();
        List<String> over = new ArrayList<>();
        problems.forEach((code, until) -> {
            if (until != Alarm.NEVER && until - now <= 0) {
                over.add(code);
            }
        });
        over.forEach(problems::remove);
        published = List.copyOf(problems.keySet());
        return published;
    }

    /** Like {@link #problems} as of the last heartbeat or problem; for any thread. */
    List<String> published() {
        return published;
    }

    /** Returns how many messages could not be read. For any thread. */
    long malformedMessages() {
        return malformed;
    }
}

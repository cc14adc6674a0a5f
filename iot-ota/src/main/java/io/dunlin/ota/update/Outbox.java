/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import java.util.ArrayList;
import java.util.List;

/**
 * The events that are not acknowledged yet. Every terminal event stays until it is; of the others only the newest. What
 * is in here never decides what the machine does next.
 */
final class Outbox {

    static final int MAX_TERMINAL = 16;
    private static final long FIRST_PAUSE_NANOS = 10_000_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 600_000_000_000L;

    private final List<UpdateEvent> events;
    private long pause = FIRST_PAUSE_NANOS;
    private long sendAt = Long.MAX_VALUE;

    Outbox(List<UpdateEvent> events, long now) {
        this.events = new ArrayList<>(events);
        if (!events.isEmpty()) {
            sendAt = now;
        }
    }

    List<UpdateEvent> events() {
        return events;
    }

    boolean tellsOf(String campaign, long sequence) {
        for (UpdateEvent event : events) {
            if (event.sequence() == sequence && event.campaign().equals(campaign)) {
                return true;
            }
        }
        return false;
    }

    boolean isFull() {
        return events.size() >= MAX_TERMINAL;
    }

    void add(UpdateEvent event) {
        events.removeIf(older -> !older.state().isTerminal());
        events.add(event);
    }

    boolean acknowledged(long id) {
        return events.removeIf(event -> event.id() == id);
    }

    /** Sends at the next occasion: there is something new, or the link is up again. */
    void hurry(long now) {
        pause = FIRST_PAUSE_NANOS;
        sendAt = now;
    }

    long deadline() {
        return events.isEmpty() ? Long.MAX_VALUE : sendAt;
    }

    /** Sends all events if it is time to. */
    void send(long now, UpdateOutput out) {
        if (events.isEmpty() || now - sendAt < 0) {
            return;
        }
        for (UpdateEvent event : events) {
            out.send(new UpdateMessage.Event(event));
        }
        sendAt = now + pause;
        pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Channel;
import io.dunlin.core.Loop;
import java.util.concurrent.Executor;

/** Passes events to the listener, off the loop. A peer cannot make it grow. Lives on the loop. */
final class Events {

    private static final int MOST_WAITING = 256;

    private final Callbacks<Integer> callbacks;
    private final DeviceListener listener;
    private int next;
    private boolean dropping;

    Events(Loop loop, Executor executor, DeviceListener listener) {
        this.callbacks = new Callbacks<>(loop, executor);
        this.listener = listener;
    }

    void add(DeviceEvent event) {
        if (callbacks.waiting() < MOST_WAITING) {
            dropping = false;
            pass(event);
        } else if (!dropping) {
            dropping = true;
            pass(new DeviceEvent(DeviceEvent.Kind.EVENTS_DROPPED, Channel.HEALTH, ""));
        }
    }

    private void pass(DeviceEvent event) {
        callbacks.add(next++, new Callbacks.Job() {
            @Override
            public void run() {
                listener.event(event);
            }
        });
    }
}

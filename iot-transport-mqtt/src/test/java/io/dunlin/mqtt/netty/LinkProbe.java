/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Records what a link of either kind tells, as lines to wait for. */
final class LinkProbe implements Link.Listener, FleetLink.Listener {

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final BlockingQueue<Runnable> unsettled = new LinkedBlockingQueue<>();
    volatile boolean settleAtOnce = true;

    @Override
    public void up(Capabilities capabilities) {
        events.add("up");
    }

    @Override
    public void up() {
        events.add("up");
    }

    @Override
    public void down(String reason) {
        events.add("down " + reason);
    }

    @Override
    public void message(Channel channel, byte[] payload) {
        events.add(channel + " " + new String(payload, StandardCharsets.UTF_8));
    }

    @Override
    public void message(DeviceId device, Channel channel, byte[] payload, Runnable settled) {
        if (settleAtOnce) {
            settled.run();
        } else {
            unsettled.add(settled);
        }
        events.add(device + " " + channel + " " + new String(payload, StandardCharsets.UTF_8));
    }

    String next() throws InterruptedException {
        String event = events.poll(20, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("nothing came in 20 s");
        }
        return event;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }
}

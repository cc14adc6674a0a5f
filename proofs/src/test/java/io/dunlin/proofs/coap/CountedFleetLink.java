/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.coap;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;

/** A fleet's link that tells of every message that passes it. */
final class CountedFleetLink implements FleetLink {

    private final FleetLink link;
    private final Runnable sent;
    private final Runnable arrived;

    CountedFleetLink(FleetLink link, Runnable sent, Runnable arrived) {
        this.link = link;
        this.sent = sent;
        this.arrived = arrived;
    }

    @Override
    public void listen(Listener listener) {
        link.listen(new Listener() {
            @Override
            public void up() {
                listener.up();
            }

            @Override
            public void down(String reason) {
                listener.down(reason);
            }

            @Override
            public void message(DeviceId device, Channel channel, byte[] payload, Runnable settled) {
                arrived.run();
                listener.message(device, channel, payload, settled);
            }
        });
    }

    @Override
    public void start() {
        link.start();
    }

    @Override
    public boolean isUp() {
        return link.isUp();
    }

    @Override
    public void send(DeviceId device, Channel channel, byte[] payload, Link.Report report) {
        sent.run();
        link.send(device, channel, payload, report);
    }

    @Override
    public void close() {
        link.close();
    }
}

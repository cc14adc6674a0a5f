/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;

/** A fleet's link where no broker is between: the intruder sits on the link itself. */
public final class WatchedFleetLink implements FleetLink {

    private final FleetLink link;
    private final Intruder intruder;

    public WatchedFleetLink(FleetLink link, Intruder intruder) {
        this.link = link;
        this.intruder = intruder;
    }

    @Override
    public void listen(Listener listener) {
        link.listen(listener);
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
        if (channel == Channel.COMMAND) {
            intruder.sees(device, payload);
        }
        link.send(device, channel, payload, report);
    }

    @Override
    public void close() {
        link.close();
    }
}

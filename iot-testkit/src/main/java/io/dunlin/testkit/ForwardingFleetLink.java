/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;

/**
 * A fleet's link that does what another one does, to be put around any: override what shall be otherwise. Used on the
 * link's loop.
 */
public class ForwardingFleetLink implements FleetLink {

    private final FleetLink link;

    /**
     * Puts itself around a link.
     *
     * @param link does the work
     */
    public ForwardingFleetLink(FleetLink link) {
        this.link = link;
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
        link.send(device, channel, payload, report);
    }

    @Override
    public void close() {
        link.close();
    }
}

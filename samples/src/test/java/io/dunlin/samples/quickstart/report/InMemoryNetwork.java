/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.SendOutcome;
import java.util.HashMap;
import java.util.Map;

/** Links between devices and a fleet that live on one loop; a device's can be cut. */
final class InMemoryNetwork implements FleetLink {

    private static final Capabilities CAPABILITIES = new Capabilities("memory", 64 << 10, 16, true, true);

    private final Loop loop;
    private final Map<DeviceId, DeviceLink> devices = new HashMap<>();
    private FleetLink.Listener fleet;

    InMemoryNetwork(Loop loop) {
        this.loop = loop;
    }

    /** Makes the link of a device. Called before anything starts. */
    DeviceLink device(DeviceId id) {
        return devices.computeIfAbsent(id, DeviceLink::new);
    }

    @Override
    public void listen(FleetLink.Listener listener) {
        fleet = listener;
    }

    @Override
    public void start() {
        loop.execute(fleet::up);
    }

    @Override
    public boolean isUp() {
        return true;
    }

    @Override
    public void send(DeviceId device, Channel channel, byte[] payload, Link.Report report) {
        DeviceLink link = devices.get(device);
        loop.execute(() -> {
            if (link.isUp()) {
                link.listener.message(channel, payload);
            }
            report.sent(link.isUp() ? SendOutcome.ACCEPTED : SendOutcome.NOT_CONNECTED);
        });
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    /** The device's end. */
    final class DeviceLink implements Link {
        private final DeviceId id;
        private Link.Listener listener;
        private boolean up;

        private DeviceLink(DeviceId id) {
            this.id = id;
        }

        @Override
        public void listen(Link.Listener told) {
            listener = told;
        }

        @Override
        public void start() {
            loop.execute(this::mend);
        }

        /** Lets nothing through any more. Called on the loop. */
        void cut() {
            up = false;
            listener.down("cut");
        }

        /** Called on the loop. */
        void mend() {
            up = true;
            listener.up(CAPABILITIES);
        }

        @Override
        public boolean isUp() {
            return up;
        }

        @Override
        public Capabilities capabilities() {
            return CAPABILITIES;
        }

        @Override
        public void send(Channel channel, byte[] payload, Report report) {
            if (up) {
                loop.execute(() -> fleet.message(
                        id, channel, payload, () -> loop.execute(() -> report.sent(SendOutcome.ACCEPTED))));
            } else {
                loop.execute(() -> report.sent(SendOutcome.NOT_CONNECTED));
            }
        }

        @Override
        public void close() {
            up = false;
        }
    }
}

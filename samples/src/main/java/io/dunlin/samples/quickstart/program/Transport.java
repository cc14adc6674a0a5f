/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Loop;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.device.LinkFactory;
import io.dunlin.samples.quickstart.stage.Network;
import java.io.IOException;

/** How the devices talk to the fleet: the links of both, and the network that the director puts between them. */
public interface Transport {

    /**
     * A device's link and where it lives.
     *
     * @param loop the loop
     * @param link makes the link
     */
    record DeviceSide(Loop loop, LinkFactory link) {}

    /**
     * The fleet's link and where it lives.
     *
     * @param loop the loop
     * @param link not started yet
     */
    record FleetSide(Loop loop, FleetLink link) {}

    /** Finds a transport by its {@link #name}. */
    static Transport named(String name) {
        return switch (name) {
            case "mqtt" -> new MqttTransport();
            case "coap" -> new CoapTransport();
            default -> throw new IllegalArgumentException("no transport is named " + name);
        };
    }

    String name();

    /** Says for people what protects the messages. */
    String protection();

    /** Tells whether devices and fleet meet at a broker, a program of its own. */
    boolean hasBroker();

    /** Finds a free port of the loopback for the broker or, if there is none, for the fleet. */
    int freePort() throws IOException;

    /** Makes the network between one device and that port. */
    Network network(int targetPort) throws IOException;

    DeviceSide device(DeviceId device, int port);

    FleetSide fleet(String name, int port, TlsIdentity identity);
}

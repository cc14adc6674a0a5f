/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.coap.CoapFleetLink;
import io.dunlin.coap.CoapLink;
import io.dunlin.coap.exchange.Timing;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Loop;
import io.dunlin.core.Tenant;
import io.dunlin.core.rim.ExecutorLoop;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.samples.quickstart.stage.Network;
import io.dunlin.samples.quickstart.stage.UdpProxy;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * CoAP over plain UDP, from device to fleet without anything between. It authenticates nobody, so it stays on the
 * loopback; the devices enrol all the same.
 */
final class CoapTransport implements Transport {

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(3);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "coap";
    }

    @Override
    public String protection() {
        return "CoAP over plain UDP: INSECURE, for the loopback only";
    }

    @Override
    public boolean hasBroker() {
        return false;
    }

    @Override
    public int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public Network network(int targetPort) throws IOException {
        return new UdpProxy(targetPort);
    }

    @Override
    public DeviceSide device(DeviceId device, int port) {
        // A loop of the device's own: one of the link would end with the link, before the device has closed its
        // storage.
        Loop loop = ExecutorLoop.start("device", Throwable::printStackTrace);
        CoapLink link = CoapLink.builder()
                .loop(loop)
                .tenant(Tenant.DEFAULT)
                .device(device)
                .fleet("127.0.0.1", port)
                .timing(Timing.LAN)
                .keepAlive(KEEP_ALIVE)
                .backoff(FIRST_RETRY, LONGEST_RETRY)
                .build();
        return new DeviceSide(loop, identity -> link);
    }

    @Override
    public FleetSide fleet(String name, int port, TlsIdentity identity) {
        CoapFleetLink link = CoapFleetLink.builder()
                .tenant(Tenant.DEFAULT)
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .timing(Timing.LAN)
                .keepAlive(KEEP_ALIVE)
                .build();
        return new FleetSide(link.loop(), link);
    }
}

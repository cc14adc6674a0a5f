/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Loop;
import io.dunlin.core.Tenant;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.mqtt.LinkConfig;
import io.dunlin.mqtt.MqttRuntime;
import io.dunlin.mqtt.MqttServer;
import io.dunlin.mqtt.session.ReconnectConfig;
import io.dunlin.samples.quickstart.stage.LoopbackProxy;
import io.dunlin.samples.quickstart.stage.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

/** MQTT 5 through a broker, with mutual TLS. */
final class MqttTransport implements Transport {

    /** Tries again sooner than devices in the field should, since the story is short. */
    private static final ReconnectConfig RECONNECT = new ReconnectConfig(
            Duration.ofMillis(250).toNanos(),
            Duration.ofSeconds(2).toNanos(),
            Duration.ofSeconds(5).toNanos(),
            Duration.ofMillis(250).toNanos());

    private static final LinkConfig CONFIG =
            LinkConfig.DEFAULT.withKeepAliveSeconds(10).withReconnect(RECONNECT);

    @Override
    public String name() {
        return "mqtt";
    }

    @Override
    public String protection() {
        return "MQTT 5 over mutual TLS";
    }

    @Override
    public boolean hasBroker() {
        return true;
    }

    @Override
    public int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public Network network(int targetPort) throws IOException {
        return new LoopbackProxy(targetPort);
    }

    @Override
    public DeviceSide device(DeviceId device, int port) {
        MqttRuntime mqtt = MqttRuntime.start(1);
        Loop loop = mqtt.nextLoop();
        return new DeviceSide(
                loop,
                identity ->
                        mqtt.link(MqttServer.tls("127.0.0.1", port, identity), loop, Tenant.DEFAULT, device, CONFIG));
    }

    @Override
    public FleetSide fleet(String name, int port, TlsIdentity identity) {
        MqttRuntime mqtt = MqttRuntime.start(1);
        Loop loop = mqtt.nextLoop();
        MqttServer broker = MqttServer.tls("127.0.0.1", port, () -> identity);
        return new FleetSide(loop, mqtt.fleetLink(broker, loop, Tenant.DEFAULT, name, CONFIG));
    }
}

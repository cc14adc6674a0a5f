/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import io.dunlin.mqtt.MqttServer;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** ActiveMQ Artemis in this process, on a loopback port without TLS, over TCP and WebSocket. */
final class PlainBroker implements AutoCloseable {

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final int port;

    PlainBroker() throws Exception {
        port = EmbeddedBroker.freePort();
        broker.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration("mqtt", "tcp://127.0.0.1:" + port + "?protocols=MQTT;useEpoll=false"));
        broker.start();
    }

    MqttServer server() {
        return MqttServer.insecure("127.0.0.1", port);
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws Exception {
        broker.stop();
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.wire.Address;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;

/** An {@link Intruder} inside the broker: behind TLS and behind the broker's access rule. */
final class BrokerIntruder implements ActiveMQServerPlugin {

    private static final int AT_LEAST_ONCE = 1;
    private static final int HEADROOM_BYTES = 512;

    private final ActiveMQServer server;
    private final Intruder intruder;

    BrokerIntruder(ActiveMQServer server) {
        this.server = server;
        this.intruder = new Intruder(this::send);
        server.registerBrokerPlugin(this);
    }

    Intruder intruder() {
        return intruder;
    }

    @Override
    public void afterMessageRoute(
            Message message, RoutingContext context, boolean direct, boolean rejectDuplicates, RoutingStatus result) {
        Address address = Address.parse(message.getAddress().replace('.', '/'));
        if (address != null
                && address.direction() == Address.Direction.DOWN
                && address.channel() == Channel.COMMAND
                && message instanceof ICoreMessage core) {
            byte[] payload = new byte[core.getReadOnlyBodyBuffer().readableBytes()];
            core.getReadOnlyBodyBuffer().readBytes(payload);
            intruder.sees(address.device(), payload);
        }
    }

    private void send(DeviceId device, byte[] payload) {
        CoreMessage message = new CoreMessage(server.getStorageManager().generateID(), payload.length + HEADROOM_BYTES);
        message.setAddress(new Address(Tenant.DEFAULT, device, Address.Direction.DOWN, Channel.COMMAND)
                .topic()
                .replace('/', '.'));
        message.setType(Message.BYTES_TYPE);
        message.setDurable(true);
        message.putIntProperty(MQTTUtil.MQTT_QOS_LEVEL_KEY, AT_LEAST_ONCE);
        message.getBodyBuffer().writeBytes(payload);
        try {
            server.getPostOffice().route(message, false);
        } catch (Exception e) {
            throw new IllegalStateException("the broker did not take the message", e);
        }
    }
}

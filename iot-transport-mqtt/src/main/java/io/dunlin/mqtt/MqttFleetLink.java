/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.Tenant;
import io.dunlin.core.wire.Address;
import io.dunlin.core.wire.Address.Direction;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.session.Delivery;

/**
 * A fleet's link over MQTT 5: takes the {@code up} topics of all devices of a tenant, and acknowledges each message to
 * the server when its effect is durable, so that what a crash cut short comes again. The configuration's
 * {@code maxInFlight} bounds how many messages may be unsettled. All methods are called on the loop.
 */
public final class MqttFleetLink extends TopicLink<FleetLink.Listener> implements FleetLink {

    private final Tenant tenant;

    /**
     * Creates a link that is not started. {@link MqttRuntime#fleetLink} is shorter.
     *
     * @param server where to connect
     * @param transport how to connect
     * @param loop what everything runs on
     * @param random the jitter of reconnection
     * @param tenant whose devices
     * @param clientId the client id, which is the common name of the fleet's certificate
     * @param config how the link behaves
     */
    public MqttFleetLink(
            MqttServer server,
            Transport transport,
            Loop loop,
            RandomSource random,
            Tenant tenant,
            String clientId,
            LinkConfig config) {
        super(server, transport, loop, random, clientId, Address.filter(tenant, Direction.UP), config);
        this.tenant = tenant;
    }

    @Override
    void up(Listener who, Capabilities now) {
        who.up();
    }

    @Override
    void down(Listener who, String reason) {
        who.down(reason);
    }

    @Override
    void message(Listener who, Address address, Delivery delivery) {
        if (delivery.qos() == QoS.AT_MOST_ONCE) {
            // Not of the contract, and nothing would bound how many wait: only acknowledgements hold a sender back.
            return;
        }
        who.message(address.device(), address.channel(), delivery.payload(), () -> settle(delivery));
    }

    private void settle(Delivery delivery) {
        Loop loop = driver().loop();
        if (loop.inLoop()) {
            acknowledge(delivery);
        } else {
            loop.execute(() -> acknowledge(delivery));
        }
    }

    @Override
    public void send(DeviceId device, Channel channel, byte[] payload, Link.Report report) {
        send(new Address(tenant, device, Direction.DOWN, channel), payload, report);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.Tenant;
import io.dunlin.core.tls.IdentitySwitch;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.core.wire.Address;
import io.dunlin.core.wire.Address.Direction;
import io.dunlin.mqtt.session.Delivery;

/**
 * A device's link over MQTT 5: the client id is the device id, messages go to the device's {@code up} topics with QoS 1,
 * and come from its {@code down} topics. A message from the fleet is acknowledged when the listener has returned. All
 * methods are called on the loop.
 */
public final class MqttLink extends TopicLink<Link.Listener> implements Link, IdentitySwitch {

    private final Tenant tenant;
    private final DeviceId device;

    /**
     * Creates a link that is not started. {@link MqttRuntime#link} is shorter.
     *
     * @param server where to connect
     * @param transport how to connect
     * @param loop what everything runs on
     * @param random the jitter of reconnection
     * @param tenant whose device
     * @param device which device
     * @param config how the link behaves
     */
    public MqttLink(
            MqttServer server,
            Transport transport,
            Loop loop,
            RandomSource random,
            Tenant tenant,
            DeviceId device,
            LinkConfig config) {
        super(server, transport, loop, random, device.value(), Address.filter(tenant, device, Direction.DOWN), config);
        this.tenant = tenant;
        this.device = device;
    }

    @Override
    void up(Listener who, Capabilities now) {
        who.up(now);
    }

    @Override
    void down(Listener who, String reason) {
        who.down(reason);
    }

    @Override
    void message(Listener who, Address address, Delivery delivery) {
        try {
            who.message(address.channel(), delivery.payload());
        } finally {
            acknowledge(delivery);
        }
    }

    @Override
    public void send(Channel channel, byte[] payload, Link.Report report) {
        send(new Address(tenant, device, Direction.UP, channel), payload, report);
    }

    /** The new connection takes the session over, so that nothing is lost that was sent with QoS 1. */
    @Override
    public void switchIdentity(TlsIdentity identity, IdentitySwitch.Report report) {
        driver().switchIdentity(identity, report);
    }
}

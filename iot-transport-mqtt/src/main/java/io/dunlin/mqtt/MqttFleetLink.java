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
import io.dunlin.mqtt.session.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * A fleet's link over MQTT 5: takes the {@code up} topics of all devices of a tenant, and acknowledges each message to
 * the server when its effect is durable, so that what a crash cut short comes again. The configuration's
 * {@code maxInFlight} bounds how many messages may be unsettled. All methods are called on the loop.
 */
public final class MqttFleetLink implements FleetLink {

    private final Tenant tenant;
    private final LinkCore core;
    private @Nullable Listener listener;

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
        this.tenant = tenant;
        String filter = Address.filter(tenant, Direction.UP);
        this.core = new LinkCore(server, transport, loop, random, clientId, filter, config, new Owner());
    }

    private final class Owner implements LinkCore.Owner {
        @Override
        public void up(Capabilities capabilities) {
            LinkCore.required(listener).up();
        }

        @Override
        public void down(String reason) {
            LinkCore.required(listener).down(reason);
        }

        @Override
        public void message(Address address, Delivery delivery) {
            Runnable settled = () -> settle(delivery);
            LinkCore.required(listener).message(address.device(), address.channel(), delivery.payload(), settled);
        }
    }

    private void settle(Delivery delivery) {
        if (core.loop().inLoop()) {
            core.acknowledge(delivery);
        } else {
            core.loop().execute(() -> core.acknowledge(delivery));
        }
    }

    @Override
    public void listen(Listener who) {
        listener = who;
    }

    @Override
    public void start() {
        LinkCore.required(listener);
        core.start();
    }

    @Override
    public boolean isUp() {
        return core.isUp();
    }

    @Override
    public void send(DeviceId device, Channel channel, byte[] payload, Link.Report report) {
        core.send(new Address(tenant, device, Direction.DOWN, channel), payload, report);
    }

    @Override
    public void close() {
        core.close();
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.exchange.Timing;
import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.Tenant;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Describes a fleet's link. One thread at a time. */
public final class CoapFleetLinkBuilder {

    Tenant tenant = Tenant.DEFAULT;
    Duration keepAlive = Duration.ofSeconds(30);
    Duration sendTimeout = Duration.ofSeconds(100);
    int maxDevices = 100_000;
    int maxUnsettled = 10_000;
    private final CoapEndpointBuilder endpoint = CoapEndpoint.builder();
    private InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5683);
    private @Nullable Datagrams datagrams;
    private boolean insecureBeyondLoopback;

    CoapFleetLinkBuilder() {}

    /**
     * Names the tenant.
     *
     * @param owner whose devices are served; others are answered with 4.04
     * @return this
     */
    public CoapFleetLinkBuilder tenant(Tenant owner) {
        tenant = owner;
        return this;
    }

    /**
     * Sets where to listen.
     *
     * @param address the local address; the default is port 5683 of the loopback
     * @return this
     */
    public CoapFleetLinkBuilder bind(InetSocketAddress address) {
        local = address;
        return this;
    }

    /**
     * Allows CoAP over plain UDP to leave this machine, where anyone can claim to be any device.
     *
     * @return this
     */
    public CoapFleetLinkBuilder allowInsecureBeyondLoopback() {
        insecureBeyondLoopback = true;
        return this;
    }

    /**
     * Uses something else than plain UDP.
     *
     * @param carrier what carries datagrams; needs {@link #loop} too
     * @return this
     */
    public CoapFleetLinkBuilder datagrams(Datagrams carrier) {
        datagrams = carrier;
        endpoint.datagrams(carrier);
        return this;
    }

    /**
     * Shares a loop with others.
     *
     * @param shared where the link lives
     * @return this
     */
    public CoapFleetLinkBuilder loop(Loop shared) {
        endpoint.loop(shared);
        return this;
    }

    /**
     * Sets the transmission parameters; the devices should use the same.
     *
     * @param parameters the default is {@link Timing#DEFAULT}
     * @return this
     */
    public CoapFleetLinkBuilder timing(Timing parameters) {
        endpoint.timing(parameters);
        return this;
    }

    /**
     * Sets where chance comes from.
     *
     * @param source the default is a secure generator
     * @return this
     */
    public CoapFleetLinkBuilder random(RandomSource source) {
        endpoint.random(source);
        return this;
    }

    /**
     * Sets how often devices say that they are there; a device that was not heard for three times that is forgotten.
     *
     * @param interval the default is 30 s
     * @return this
     */
    public CoapFleetLinkBuilder keepAlive(Duration interval) {
        keepAlive = interval;
        return this;
    }

    /**
     * Sets how long a device may take to answer.
     *
     * @param span the default is 100 s
     * @return this
     */
    public CoapFleetLinkBuilder sendTimeout(Duration span) {
        sendTimeout = span;
        return this;
    }

    /**
     * Sets how many devices are known at once; one more is answered with 5.03.
     *
     * @param devices the default is 100 000
     * @return this
     */
    public CoapFleetLinkBuilder maxDevices(int devices) {
        if (devices < 1) {
            throw new IllegalArgumentException("maxDevices must be at least 1, got " + devices);
        }
        maxDevices = devices;
        return this;
    }

    /**
     * Sets how many messages may wait to be settled; one more is answered with 5.03.
     *
     * @param messages the default is 10 000
     * @return this
     */
    public CoapFleetLinkBuilder maxUnsettled(int messages) {
        maxUnsettled = messages;
        return this;
    }

    /**
     * Makes the link; it does nothing until {@link CoapFleetLink#start}.
     *
     * @return the link
     * @throws IllegalArgumentException if the address is not on the loopback and nothing protects what is sent
     */
    public CoapFleetLink build() {
        Logger log = LoggerFactory.getLogger(CoapFleetLink.class);
        if (datagrams == null) {
            endpoint.bind(LinkSecurity.check(log, "the fleet's address", local, insecureBeyondLoopback));
        } else if (!datagrams.secure()) {
            LinkSecurity.warn(log, "the fleet's link");
        }
        return new CoapFleetLink(this, endpoint);
    }
}

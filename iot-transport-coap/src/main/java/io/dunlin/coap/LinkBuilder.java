/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.exchange.Timing;
import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.Tenant;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the two ends of a link have in common. One thread at a time.
 *
 * @param <B> the builder of the one end
 */
public abstract sealed class LinkBuilder<B extends LinkBuilder<B>> permits CoapLinkBuilder, CoapFleetLinkBuilder {

    final CoapEndpointBuilder endpoint = CoapEndpoint.builder();
    Tenant tenant = Tenant.DEFAULT;
    Duration keepAlive = Duration.ofSeconds(30);
    Duration sendTimeout = Duration.ofSeconds(100);
    InetSocketAddress local;

    @Nullable
    Datagrams datagrams;

    boolean insecureBeyondLoopback;

    LinkBuilder(InetSocketAddress local) {
        this.local = local;
    }

    abstract B self();

    /**
     * Names the tenant.
     *
     * @param owner whose devices are linked; a fleet answers those of others with 4.04
     * @return this
     */
    public B tenant(Tenant owner) {
        tenant = owner;
        return self();
    }

    /**
     * Sets the local address. The default is the loopback: a device uses any port, a fleet 5683.
     *
     * @param address the address; port 0 means any
     * @return this
     */
    public B bind(InetSocketAddress address) {
        local = address;
        return self();
    }

    /**
     * Allows CoAP over plain UDP to leave this machine, where anyone can claim to be any device, and can read, forge and
     * replay everything.
     *
     * @return this
     */
    public B allowInsecureBeyondLoopback() {
        insecureBeyondLoopback = true;
        return self();
    }

    /**
     * Uses something else than plain UDP.
     *
     * @param carrier what carries datagrams; needs {@link #loop} too
     * @return this
     */
    public B datagrams(Datagrams carrier) {
        datagrams = carrier;
        endpoint.datagrams(carrier);
        return self();
    }

    /**
     * Shares a loop with others. Without it the link has a loop of its own, which ends when it is closed: whatever lives
     * longer, a device with storage to close for instance, needs a loop that is shared.
     *
     * @param shared where the link lives
     * @return this
     */
    public B loop(Loop shared) {
        endpoint.loop(shared);
        return self();
    }

    /**
     * Sets the transmission parameters; both ends should use the same.
     *
     * @param parameters the default is {@link Timing#DEFAULT}
     * @return this
     */
    public B timing(Timing parameters) {
        endpoint.timing(parameters);
        return self();
    }

    /**
     * Sets where chance comes from.
     *
     * @param source the default is a secure generator
     * @return this
     */
    public B random(RandomSource source) {
        endpoint.random(source);
        return self();
    }

    /**
     * Sets how often a device says that it is there; the fleet forgets it after three times that.
     *
     * @param interval the default is 30 s
     * @return this
     */
    public B keepAlive(Duration interval) {
        keepAlive = interval;
        return self();
    }

    /**
     * Sets how long the other end may take to answer; a fleet answers when a message's effect is durable.
     *
     * @param span the default is 100 s
     * @return this
     */
    public B sendTimeout(Duration span) {
        sendTimeout = span;
        return self();
    }
}

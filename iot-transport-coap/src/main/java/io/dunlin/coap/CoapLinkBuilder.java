/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.exchange.Timing;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.Tenant;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Describes a device's link. One thread at a time. */
public final class CoapLinkBuilder {

    Tenant tenant = Tenant.DEFAULT;
    String host = "";
    int port;
    Duration keepAlive = Duration.ofSeconds(30);
    Duration sendTimeout = Duration.ofSeconds(100);
    Duration firstBackoff = Duration.ofSeconds(1);
    Duration longestBackoff = Duration.ofMinutes(1);
    int maxInFlight = 16;
    private final CoapEndpointBuilder endpoint = CoapEndpoint.builder();
    private InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private @Nullable DeviceId device;
    private @Nullable Datagrams datagrams;
    private boolean insecureBeyondLoopback;

    CoapLinkBuilder() {}

    /**
     * Names the device.
     *
     * @param id its id
     * @return this
     */
    public CoapLinkBuilder device(DeviceId id) {
        device = id;
        return this;
    }

    DeviceId device() {
        if (device == null) {
            throw new IllegalStateException("a link needs a device");
        }
        return device;
    }

    /**
     * Names the tenant.
     *
     * @param owner whose device it is
     * @return this
     */
    public CoapLinkBuilder tenant(Tenant owner) {
        tenant = owner;
        return this;
    }

    /**
     * Names the fleet's endpoint.
     *
     * @param name a host; looked up by {@link #build}
     * @param number its port
     * @return this
     */
    public CoapLinkBuilder fleet(String name, int number) {
        host = name;
        port = number;
        return this;
    }

    /**
     * Binds another address than the loopback's.
     *
     * @param address the local address; port 0 means any
     * @return this
     */
    public CoapLinkBuilder bind(InetSocketAddress address) {
        local = address;
        return this;
    }

    /**
     * Allows CoAP over plain UDP to leave this machine, where anyone on the way can read, forge and replay everything.
     *
     * @return this
     */
    public CoapLinkBuilder allowInsecureBeyondLoopback() {
        insecureBeyondLoopback = true;
        return this;
    }

    /**
     * Uses something else than plain UDP.
     *
     * @param carrier what carries datagrams; needs {@link #loop} too
     * @return this
     */
    public CoapLinkBuilder datagrams(Datagrams carrier) {
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
    public CoapLinkBuilder loop(Loop shared) {
        endpoint.loop(shared);
        return this;
    }

    /**
     * Sets the transmission parameters; the fleet should use the same.
     *
     * @param parameters the default is {@link Timing#DEFAULT}
     * @return this
     */
    public CoapLinkBuilder timing(Timing parameters) {
        endpoint.timing(parameters);
        return this;
    }

    /**
     * Sets where chance comes from.
     *
     * @param source the default is a secure generator
     * @return this
     */
    public CoapLinkBuilder random(RandomSource source) {
        endpoint.random(source);
        return this;
    }

    /**
     * Sets how often the device says that it is there; the fleet forgets it after three times that.
     *
     * @param interval the default is 30 s
     * @return this
     */
    public CoapLinkBuilder keepAlive(Duration interval) {
        keepAlive = interval;
        return this;
    }

    /**
     * Sets how long the fleet may take to make a message's effect durable.
     *
     * @param span the default is 100 s
     * @return this
     */
    public CoapLinkBuilder sendTimeout(Duration span) {
        sendTimeout = span;
        return this;
    }

    /**
     * Sets how long to wait between attempts to reach a fleet that does not answer.
     *
     * @param first the first wait; the default is 1 s
     * @param longest the longest; the default is 1 min
     * @return this
     */
    public CoapLinkBuilder backoff(Duration first, Duration longest) {
        firstBackoff = first;
        longestBackoff = longest;
        return this;
    }

    /**
     * Sets how many messages may be outstanding.
     *
     * @param messages the default is 16
     * @return this
     */
    public CoapLinkBuilder maxInFlight(int messages) {
        maxInFlight = messages;
        return this;
    }

    /**
     * Makes the link; it does nothing until {@link CoapLink#start}.
     *
     * @return the link
     * @throws IllegalArgumentException if an address is not on the loopback and nothing protects what is sent
     */
    public CoapLink build() {
        boolean secure = datagrams != null && datagrams.secure();
        Logger log = LoggerFactory.getLogger(CoapLink.class);
        if (datagrams == null) {
            InetSocketAddress fleet = LinkSecurity.address(host, port);
            LinkSecurity.check(log, "the fleet at", fleet, insecureBeyondLoopback);
            // What was checked is what is used: a name might lead elsewhere when it is asked for again.
            host = fleet.getAddress().getHostAddress();
            endpoint.bind(LinkSecurity.check(log, "the device's address", local, insecureBeyondLoopback));
        } else if (!secure) {
            LinkSecurity.warn(log, "the link of " + device());
        }
        return new CoapLink(this, endpoint, secure);
    }
}

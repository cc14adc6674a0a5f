/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.core.DeviceId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Describes a device's link. One thread at a time. */
public final class CoapLinkBuilder extends LinkBuilder<CoapLinkBuilder> {

    String host = "";
    int port;
    Duration firstBackoff = Duration.ofSeconds(1);
    Duration longestBackoff = Duration.ofMinutes(1);
    int maxInFlight = 16;
    private @Nullable DeviceId device;

    CoapLinkBuilder() {
        super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Override
    CoapLinkBuilder self() {
        return this;
    }

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

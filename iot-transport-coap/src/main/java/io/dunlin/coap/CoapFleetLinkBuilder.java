/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Describes a fleet's link. One thread at a time. */
public final class CoapFleetLinkBuilder extends LinkBuilder<CoapFleetLinkBuilder> {

    int maxDevices = 100_000;
    int maxUnsettled = 10_000;

    CoapFleetLinkBuilder() {
        super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 5683));
    }

    @Override
    CoapFleetLinkBuilder self() {
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

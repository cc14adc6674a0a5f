/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.netty;

import io.dunlin.coap.exchange.PeerKey;
import java.net.InetSocketAddress;

/**
 * A peer without security: nothing but its address is known.
 *
 * @param address where it is
 */
public record UdpPeer(InetSocketAddress address) implements PeerKey {

    @Override
    public boolean authenticated() {
        return false;
    }

    @Override
    public String toString() {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}

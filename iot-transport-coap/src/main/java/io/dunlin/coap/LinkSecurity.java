/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.slf4j.Logger;

/**
 * Keeps links without security on the loopback. Over plain UDP anyone may claim to be any device, so leaving this
 * machine takes an explicit word of the user.
 */
final class LinkSecurity {

    private LinkSecurity() {}

    static InetSocketAddress check(Logger log, String what, InetSocketAddress address, boolean allowed) {
        InetAddress ip = address.getAddress();
        boolean loopback = ip != null && ip.isLoopbackAddress();
        if (!loopback && !allowed) {
            throw new IllegalArgumentException(
                    what + " " + address + " is not on the loopback, and CoAP over plain UDP is "
                            + "INSECURE: nobody is authenticated and nothing is encrypted. On a network that you trust, allow it "
                            + "with allowInsecureBeyondLoopback().");
        }
        warn(log, what + " " + address);
        return address;
    }

    static void warn(Logger log, String what) {
        log.warn("INSECURE: {}: CoAP without security; nobody is authenticated, nothing is encrypted", what);
    }

    static InetSocketAddress address(String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getAllByName(host)[0], port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the host \"" + host + "\" is not known", e);
        }
    }
}

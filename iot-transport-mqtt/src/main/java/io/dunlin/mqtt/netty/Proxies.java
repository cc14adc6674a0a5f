/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import io.dunlin.mqtt.MqttProxy;
import io.netty.channel.ChannelHandler;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Proxies, with netty-handler-proxy, which is on the path only where they are used. */
final class Proxies {

    private Proxies() {}

    static ChannelHandler handler(MqttProxy proxy) throws UnknownHostException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(proxy.host()), proxy.port());
        String name = proxy.userName();
        String password = proxy.password();
        if (name == null || password == null) {
            return switch (proxy.kind()) {
                case HTTP -> new HttpProxyHandler(address);
                case SOCKS5 -> new Socks5ProxyHandler(address);
            };
        }
        return switch (proxy.kind()) {
            case HTTP -> new HttpProxyHandler(address, name, password);
            case SOCKS5 -> new Socks5ProxyHandler(address, name, password);
        };
    }
}

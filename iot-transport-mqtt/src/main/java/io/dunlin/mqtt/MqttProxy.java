/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * A proxy between client and server.
 *
 * @param kind what it speaks
 * @param host a name or an address
 * @param port 1 to 65 535
 * @param userName for the proxy, if it wants one
 * @param password for the proxy, if it wants one
 */
public record MqttProxy(
        Kind kind,
        String host,
        int port,
        @Nullable String userName,
        @Nullable String password) {

    /** What a proxy speaks. */
    public enum Kind {
        /** HTTP CONNECT (RFC 9110, 9.3.6). */
        HTTP,
        /** SOCKS 5 (RFC 1928). */
        SOCKS5
    }

    /** Checks the port. */
    public MqttProxy {
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a proxy: \"" + host + "\" port " + port);
        }
        if ((userName == null) != (password == null)) {
            throw new IllegalArgumentException("user name and password come together");
        }
    }

    /**
     * Names an HTTP proxy.
     *
     * @param host a name or an address
     * @param port 1 to 65 535
     * @return the proxy
     */
    public static MqttProxy http(String host, int port) {
        return new MqttProxy(Kind.HTTP, host, port, null, null);
    }

    /**
     * Names a SOCKS 5 proxy.
     *
     * @param host a name or an address
     * @param port 1 to 65 535
     * @return the proxy
     */
    public static MqttProxy socks5(String host, int port) {
        return new MqttProxy(Kind.SOCKS5, host, port, null, null);
    }

    /**
     * Adds credentials for the proxy.
     *
     * @param name the user name
     * @param secret the password
     * @return the proxy with them
     */
    public MqttProxy withCredentials(String name, String secret) {
        return new MqttProxy(kind, host, port, name, secret);
    }

    /** Leaves user name and password out. */
    @Override
    public String toString() {
        return kind + " proxy " + host + ':' + port;
    }
}

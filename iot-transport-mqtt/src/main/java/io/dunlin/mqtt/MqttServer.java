/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.tls.TlsIdentitySource;
import org.jspecify.annotations.Nullable;

/**
 * A server to connect to.
 *
 * @param host a name or an address; over TLS the server's certificate has to name it among its subject alternative names
 * @param port 1 to 65 535
 * @param identity over TLS, asked for the credentials of every connection; null means no TLS
 * @param webSocketPath over WebSocket, the path of the resource; null means no WebSocket
 * @param proxy the proxy in between; null means none
 */
public record MqttServer(
        String host,
        int port,
        @Nullable TlsIdentitySource identity,
        @Nullable String webSocketPath,
        @Nullable MqttProxy proxy) {

    /** Checks port and path. */
    public MqttServer {
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a server: \"" + host + "\" port " + port);
        }
        if (webSocketPath != null && !webSocketPath.startsWith("/")) {
            throw new IllegalArgumentException("a path starts with a slash, got \"" + webSocketPath + "\"");
        }
    }

    /**
     * Names a server that is reached without TLS.
     *
     * @param host a name or an address
     * @param port 1 to 65 535
     * @return the server
     */
    public static MqttServer insecure(String host, int port) {
        return new MqttServer(host, port, null, null, null);
    }

    /**
     * Names a server that is reached over TLS.
     *
     * @param host a name or an address that the server's certificate holds
     * @param port 1 to 65 535
     * @param identity asked for the credentials of every connection
     * @return the server
     */
    public static MqttServer tls(String host, int port, TlsIdentitySource identity) {
        return new MqttServer(host, port, identity, null, null);
    }

    /**
     * Names the same server, reached over WebSocket (MQTT 5.0, 6).
     *
     * @param path of the resource, such as {@code /mqtt}
     * @return the server
     */
    public MqttServer overWebSocket(String path) {
        return new MqttServer(host, port, identity, path, proxy);
    }

    /**
     * Names the same server, reached through a proxy.
     *
     * @param between the proxy
     * @return the server
     */
    public MqttServer via(MqttProxy between) {
        return new MqttServer(host, port, identity, webSocketPath, between);
    }

    /** Returns the same server, reached with other credentials. */
    MqttServer with(TlsIdentitySource other) {
        return new MqttServer(host, port, other, webSocketPath, proxy);
    }

    /** Returns the server that a Server Reference names (MQTT 5.0, 4.11), or null if it is none. */
    @Nullable
    MqttServer moved(String reference) {
        int bracket = reference.lastIndexOf(']');
        int colon = reference.lastIndexOf(':');
        boolean hasPort = colon > bracket && (bracket >= 0 || reference.indexOf(':') == colon);
        String name = hasPort ? reference.substring(0, colon) : reference;
        if (bracket > 0 && name.startsWith("[")) {
            name = name.substring(1, bracket);
        }
        try {
            int there = hasPort ? Integer.parseInt(reference.substring(colon + 1)) : port;
            return new MqttServer(name, there, identity, webSocketPath, proxy);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        String scheme = webSocketPath == null ? "mqtt" : "ws";
        String path = webSocketPath == null ? "" : webSocketPath;
        return scheme + (identity == null ? "://" : "s://") + host + ':' + port + path;
    }
}

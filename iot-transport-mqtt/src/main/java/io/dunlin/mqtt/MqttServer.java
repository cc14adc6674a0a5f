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
 */
public record MqttServer(String host, int port, @Nullable TlsIdentitySource identity) {

    /** Checks the port. */
    public MqttServer {
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a server: \"" + host + "\" port " + port);
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
        return new MqttServer(host, port, null);
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
        return new MqttServer(host, port, identity);
    }

    /** Returns the same server, reached with other credentials. */
    MqttServer with(TlsIdentitySource other) {
        return new MqttServer(host, port, other);
    }

    @Override
    public String toString() {
        return (identity == null ? "mqtt://" : "mqtts://") + host + ':' + port;
    }
}

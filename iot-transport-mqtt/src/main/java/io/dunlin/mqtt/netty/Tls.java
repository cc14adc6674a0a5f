/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.mqtt.MqttServer;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** TLS of one connection: the JDK's engine with the identity's context, and the server's name checked. */
final class Tls {

    private static final long HANDSHAKE_TIMEOUT_MILLIS = 10_000;

    private Tls() {}

    static SslHandler handler(TlsIdentity identity, MqttServer server) {
        SSLEngine engine = identity.context().createSSLEngine(server.host(), server.port());
        engine.setUseClientMode(true);
        engine.setSSLParameters(identity.parameters());
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT_MILLIS);
        return handler;
    }

    /** JSSE falls back to the common name if a certificate has no alternative names (RFC 9525 forbids that). */
    static boolean hasAlternativeNames(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain[0] instanceof X509Certificate server && server.getSubjectAlternativeNames() != null;
        } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
            return false;
        }
    }
}

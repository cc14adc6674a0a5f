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
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** TLS of one connection: the JDK's engine with the identity's context, and the server's name checked. */
final class Tls {

    private static final long HANDSHAKE_TIMEOUT_MILLIS = 10_000;

    private static final List<String> REFUSALS = List.of(
            "handshake_failure",
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "unknown_ca",
            "access_denied",
            "certificate_required");

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

    /**
     * Tells whether a failure is the server's refusal of this client's certificate. JSSE has no type for the alert that
     * came (RFC 8446 section 6.2), only its name in the message.
     */
    static boolean refusesCertificate(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause instanceof SSLException ? cause.getMessage() : null;
            if (message != null && message.contains("Received fatal alert")) {
                return REFUSALS.stream().anyMatch(message::endsWith);
            }
        }
        return false;
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

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.identity;

import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.security.trust.TrustAnchors;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes TLS contexts, each for one key and one set of anchors and never changed afterwards: TLS 1.3 and 1.2, suites with
 * forward secrecy and authenticated encryption only. A new certificate or a change of trust is a new context, because a
 * context resumes sessions of whatever it trusted before. Stateless.
 */
public final class TlsContextFactory {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private TlsContextFactory() {}

    /**
     * Makes a device's context.
     *
     * @param identity the only identity to offer
     * @param anchors whose servers to trust
     * @return client credentials that take the server's name from its subject alternative names only
     */
    public static TlsIdentity device(DeviceIdentity identity, TrustAnchors anchors) {
        KeyManager key = new BoundKeyManager(identity.generation(), identity.chain(), identity.key());
        return client(identity.generation(), key, anchors);
    }

    /**
     * Makes the context of a device that has no identity yet.
     *
     * @param anchors whose servers to trust
     * @return client credentials of generation 0 without a key
     */
    public static TlsIdentity anonymous(TrustAnchors anchors) {
        return client(0, null, anchors);
    }

    /**
     * Makes the context of a device that does not know yet whom to trust: every server is let in, so nothing may be shown
     * to it and nothing that it says be believed, unless it is known by other means (RFC 7030 section 4.1.1).
     *
     * @return client credentials of generation 0 without a key and without trust
     */
    public static TlsIdentity unverified() {
        SSLContext context = context(null, new NoTrustManager());
        return new TlsIdentity(0, context, parameters(context));
    }

    /**
     * Makes a server's context. Whether a client's certificate is still welcome is for the server to ask at every
     * connect, since a resumed session does not validate it again.
     *
     * @param chain the server's certificate, then its issuers
     * @param key its private key
     * @param clients whose certificates to accept
     * @param clientAuthentication whether a client must have one
     * @return server credentials
     */
    public static TlsIdentity server(
            List<X509Certificate> chain,
            PrivateKey key,
            TrustAnchors clients,
            ClientAuthentication clientAuthentication) {
        SSLContext context = context(new BoundKeyManager(0, chain, key), pkix(clients));
        SSLParameters parameters = parameters(context);
        if (clientAuthentication == ClientAuthentication.REQUIRED) {
            parameters.setNeedClientAuth(true);
        } else {
            parameters.setWantClientAuth(true);
        }
        return new TlsIdentity(0, context, parameters);
    }

    private static TlsIdentity client(long generation, @Nullable KeyManager key, TrustAnchors anchors) {
        SSLContext context = context(key, new NamedServerTrustManager(pkix(anchors)));
        SSLParameters parameters = parameters(context);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return new TlsIdentity(generation, context, parameters);
    }

    private static SSLContext context(@Nullable KeyManager key, TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(key == null ? new KeyManager[0] : new KeyManager[] {key}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform has no TLS", e);
        }
    }

    private static SSLParameters parameters(SSLContext context) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        List<String> suites = new ArrayList<>();
        for (String suite : context.getSupportedSSLParameters().getCipherSuites()) {
            boolean forwardSecret = suite.startsWith("TLS_ECDHE_") || !suite.contains("_WITH_");
            if (suite.startsWith("TLS_")
                    && forwardSecret
                    && (suite.contains("_GCM_") || suite.contains("_CHACHA20_"))) {
                suites.add(suite);
            }
        }
        parameters.setCipherSuites(suites.toArray(new String[0]));
        return parameters;
    }

    private static X509ExtendedTrustManager pkix(TrustAnchors anchors) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int index = 0;
            for (X509Certificate anchor : anchors.certificates()) {
                store.setCertificateEntry("anchor-" + index++, anchor);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
            throw new IllegalStateException("this platform's PKIX trust manager is of another kind");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this platform cannot hold the trust anchors", e);
        }
    }

    /** Whether a server asks its clients for certificates. */
    public enum ClientAuthentication {
        /** It asks, and serves a client without one as a stranger: enrolment. */
        REQUESTED,
        /** It serves nobody without one. */
        REQUIRED
    }
}

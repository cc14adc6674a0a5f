/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.identity;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Offers one key and no other. The platform's own manager chooses among all keys of a store, and chooses wrongly when a
 * token holds two generations.
 */
final class BoundKeyManager extends X509ExtendedKeyManager {

    private final String alias;
    private final String algorithm;
    private final X509Certificate[] chain;
    private final PrivateKey key;

    BoundKeyManager(long generation, List<X509Certificate> chain, PrivateKey key) {
        this.alias = "generation-" + generation;
        this.algorithm = chain.get(0).getPublicKey().getAlgorithm();
        this.chain = chain.toArray(new X509Certificate[0]);
        this.key = key;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return suits(keyType) ? new String[] {alias} : null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyTypes);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(keyTypes);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return suits(keyType) ? new String[] {alias} : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return suits(keyType) ? alias : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return suits(keyType) ? alias : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String asked) {
        return alias.equals(asked) ? chain.clone() : null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String asked) {
        return alias.equals(asked) ? key : null;
    }

    private @Nullable String choose(String[] keyTypes) {
        for (String keyType : keyTypes) {
            if (suits(keyType)) {
                return alias;
            }
        }
        return null;
    }

    /** A key type is an algorithm, or for static key agreement the key's and the issuer's, as in {@code EC_RSA}. */
    private boolean suits(String keyType) {
        return keyType.equals(algorithm) || keyType.startsWith(algorithm + '_');
    }
}

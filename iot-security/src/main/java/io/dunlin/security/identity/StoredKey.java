/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.identity;

import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * A key in a slot, with the one certification request that was made for it: a repetition sends the same bytes. Immutable;
 * prints no key.
 */
public final class StoredKey {

    private final long generation;
    private final PublicKey publicKey;
    private final PrivateKey privateKey;
    private final byte[] request;

    /**
     * Binds a key to its request.
     *
     * @param generation the generation that the key belongs to, at least 1
     * @param publicKey the public half
     * @param privateKey the private half, or what stands for it
     * @param request PKCS#10 in DER, made once for this key
     */
    public StoredKey(long generation, PublicKey publicKey, PrivateKey privateKey, byte[] request) {
        this.generation = generation;
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.request = request.clone();
    }

    /**
     * Returns the generation that the key belongs to.
     *
     * @return at least 1
     */
    public long generation() {
        return generation;
    }

    /**
     * Returns the public half.
     *
     * @return what certificates are matched by
     */
    public PublicKey publicKey() {
        return publicKey;
    }

    /**
     * Returns the private half, or what stands for it.
     *
     * @return the handle
     */
    public PrivateKey privateKey() {
        return privateKey;
    }

    /**
     * Returns the certification request.
     *
     * @return PKCS#10 in DER, a copy
     */
    public byte[] request() {
        return request.clone();
    }

    @Override
    public String toString() {
        return "StoredKey[generation " + generation + "]";
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

/**
 * A private key that can sign, without the key: it may be in a token. It prints its name only. Thread-safe if its
 * {@link Handle} is.
 */
public final class SigningKey {

    private final KeyId id;
    private final Algorithm algorithm;
    private final Handle handle;

    /**
     * Names a key.
     *
     * @param id its name, by which verifiers find the public key
     * @param algorithm the only algorithm that it is used with
     * @param handle makes signatures
     */
    public SigningKey(KeyId id, Algorithm algorithm, Handle handle) {
        this.id = id;
        this.algorithm = algorithm;
        this.handle = handle;
    }

    /**
     * Returns the key's name.
     *
     * @return what verifiers find it by
     */
    public KeyId id() {
        return id;
    }

    /**
     * Returns the algorithm.
     *
     * @return the only one that the key is used with
     */
    public Algorithm algorithm() {
        return algorithm;
    }

    byte[] sign(byte[] message) {
        byte[] signature = handle.sign(message);
        if (signature.length != algorithm.signatureBytes()) {
            throw new IllegalStateException("a signature of " + algorithm + " has " + algorithm.signatureBytes()
                    + " bytes, key " + id + " made one of " + signature.length);
        }
        return signature;
    }

    @Override
    public String toString() {
        return "SigningKey[" + id + ", " + algorithm + "]";
    }

    /** Where signatures are made. */
    @FunctionalInterface
    public interface Handle {
        /**
         * Signs.
         *
         * @param message what to sign
         * @return the signature, of the length that the algorithm demands
         * @throws KeyUnavailableException if the key cannot be used now
         */
        byte[] sign(byte[] message);
    }
}

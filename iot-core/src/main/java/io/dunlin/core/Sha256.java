/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

/** A running SHA-256 (FIPS 180-4). One thread at a time. */
public interface Sha256 {

    /** The length of a digest in bytes. */
    int DIGEST_BYTES = 32;

    /**
     * Adds bytes.
     *
     * @param bytes where the bytes are
     * @param offset the first byte
     * @param length how many
     */
    void update(byte[] bytes, int offset, int length);

    /**
     * Ends the computation and starts a new one.
     *
     * @return the digest of all bytes since the last call, {@value #DIGEST_BYTES} bytes
     */
    byte[] digest();

    /** Makes running digests. Safe for use by several threads. */
    @FunctionalInterface
    interface Factory {
        /**
         * Starts a computation.
         *
         * @return a running digest of no bytes yet
         */
        Sha256 create();
    }
}

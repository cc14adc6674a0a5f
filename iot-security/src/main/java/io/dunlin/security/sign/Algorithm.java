/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import org.jspecify.annotations.Nullable;

/** The signature algorithms that keys may be pinned to, with their numbers in the IANA COSE registry. */
public enum Algorithm {
    /** ECDSA on P-256 with SHA-256, the signature being r and s side by side (RFC 9053 section 2.1). */
    ES256(-7, 64);

    private final int id;
    private final int signatureBytes;

    Algorithm(int id, int signatureBytes) {
        this.id = id;
        this.signatureBytes = signatureBytes;
    }

    /**
     * Returns the number on the wire.
     *
     * @return the value of the header parameter {@code alg}
     */
    public int id() {
        return id;
    }

    /**
     * Returns the one length that a signature may have.
     *
     * @return the length in bytes
     */
    public int signatureBytes() {
        return signatureBytes;
    }

    /**
     * Finds an algorithm.
     *
     * @param id the value of the header parameter {@code alg}
     * @return the algorithm, or null if it is none of these
     */
    static @Nullable Algorithm ofId(long id) {
        for (Algorithm algorithm : values()) {
            if (algorithm.id == id) {
                return algorithm;
            }
        }
        return null;
    }
}

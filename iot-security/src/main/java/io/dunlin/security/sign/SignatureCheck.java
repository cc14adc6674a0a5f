/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

/** Checks signatures of one public key by one algorithm. Safe for use by several threads. */
@FunctionalInterface
public interface SignatureCheck {

    /**
     * Tells whether a signature is this key's.
     *
     * @param message what was signed
     * @param signature of the length that the algorithm demands
     * @return whether it is; false also for a signature that is no pair of numbers in range
     */
    boolean matches(byte[] message, byte[] signature);
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

/**
 * A private key that exists cannot be used now: its token is locked, unplugged or restarting. It is not lost, and a new
 * key is never the answer.
 */
public final class KeyUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which key, and what to do; never key material
     * @param cause what the platform said
     */
    public KeyUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

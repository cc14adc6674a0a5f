/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.tls;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Credentials for TLS, of one generation. A new certificate is a new generation with a new context: swapping the key
 * inside one context rotates nothing, because session resumption keeps the old identity.
 *
 * @param generation counts the identities of this device; never decreases
 * @param context key and trust of this generation, not shared with another
 * @param parameters protocol versions, suites and identification; copied by whoever changes it
 */
public record TlsIdentity(long generation, SSLContext context, SSLParameters parameters) {

    /** Checks the bound. */
    public TlsIdentity {
        if (generation < 0) {
            throw new IllegalArgumentException("generation must be at least 0, got " + generation);
        }
    }
}

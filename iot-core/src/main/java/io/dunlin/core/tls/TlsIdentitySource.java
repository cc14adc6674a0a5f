/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.tls;

/** Supplies the identity to connect with. Asked at every connect; safe for use by several threads. */
@FunctionalInterface
public interface TlsIdentitySource {

    /**
     * Returns the present identity.
     *
     * @return the identity of the present generation
     */
    TlsIdentity current();
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import org.jspecify.annotations.Nullable;

/**
 * Who the other end is. Exchanges, deduplication and block transfers hang on it, not on an address: with a security
 * association (DTLS connection id, OSCORE context) the same peer may come from another address at any time; without one
 * the address is all there is. Implementations are immutable values with {@code equals} and {@code hashCode}, and
 * {@code toString} names the peer, for people and as its identity in what is derived from it, so two peers never have the
 * same.
 */
public interface PeerKey {

    /**
     * Tells whether the peer is authenticated, so that what it says of itself can be believed.
     *
     * @return whether a security association vouches for it
     */
    boolean authenticated();

    /**
     * Returns the name that the security association vouches for: the common name of a certificate, the identity of a
     * pre-shared key.
     *
     * @return the name, or null without such an association
     */
    default @Nullable String identity() {
        return null;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import java.util.Collection;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The public keys that a verifier trusts, each under one name. Immutable: a change is a new ring. */
public final class KeyRing {

    private final TreeMap<KeyId, VerificationKey> keys = new TreeMap<>();
    private final TreeSet<KeyId> revoked = new TreeSet<>();

    private KeyRing() {}

    /**
     * Makes a ring.
     *
     * @param keys the keys to trust
     * @return the ring
     * @throws IllegalArgumentException if two keys have the same name
     */
    public static KeyRing of(Collection<VerificationKey> keys) {
        KeyRing ring = new KeyRing();
        for (VerificationKey key : keys) {
            if (ring.keys.put(key.id(), key) != null) {
                throw new IllegalArgumentException("two keys are named " + key.id());
            }
        }
        return ring;
    }

    /**
     * Makes a ring in which a key is revoked: it stays known, so that its use is reported as what it is.
     *
     * @param id the key's name; it need not be in the ring
     * @return a ring like this with the key revoked
     */
    public KeyRing revoke(KeyId id) {
        KeyRing ring = new KeyRing();
        ring.keys.putAll(keys);
        ring.revoked.addAll(revoked);
        ring.revoked.add(id);
        return ring;
    }

    @Nullable
    VerificationKey find(KeyId id) {
        return keys.get(id);
    }

    boolean isRevoked(KeyId id) {
        return revoked.contains(id);
    }
}

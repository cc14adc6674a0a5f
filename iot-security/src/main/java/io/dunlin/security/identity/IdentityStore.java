/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.identity;

import io.dunlin.core.DeviceId;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a device's keys and certificates in two slots, and the journal of their rotation. What a method wrote is durable
 * when it returns; after a power cut inside one there is the old or the new, never half of either. Keys and certificates
 * are paired by public key. What a newer version of the library wrote is never taken for damage: it is an
 * {@link IOException}, such as {@link io.dunlin.core.log.NewerFormatException}. Blocking; one thread at a time, and one
 * store at a time.
 */
public interface IdentityStore {

    /**
     * Tells whose identities these are.
     *
     * @return the device
     */
    DeviceId device();

    /**
     * Returns the key of a slot.
     *
     * @param slot which
     * @return the key, null if there is none or it is damaged
     * @throws IOException if the storage failed
     */
    @Nullable
    StoredKey key(KeySlot slot) throws IOException;

    /**
     * Makes a new key with its certification request in a slot and removes what was there.
     *
     * @param slot which
     * @param generation the generation that the key is for
     * @return the key
     * @throws IOException if the storage failed
     */
    StoredKey createKey(KeySlot slot, long generation) throws IOException;

    /**
     * Puts a certificate beside a slot's key.
     *
     * @param slot which
     * @param chain the device's certificate, then its issuers
     * @throws IOException if the storage failed
     * @throws IllegalArgumentException if the certificate is not of the slot's key
     */
    void storeChain(KeySlot slot, List<X509Certificate> chain) throws IOException;

    /**
     * Returns the identity of a slot.
     *
     * @param slot which
     * @return key and certificate, null unless both are there and belong together
     * @throws IOException if the storage failed
     */
    @Nullable
    DeviceIdentity identity(KeySlot slot) throws IOException;

    /**
     * Removes key and certificate of a slot.
     *
     * @param slot which
     * @throws IOException if the storage failed
     */
    void destroy(KeySlot slot) throws IOException;

    /**
     * Returns the journal of the rotation.
     *
     * @return the bytes last written, null if there are none or they are damaged
     * @throws IOException if the storage failed
     */
    byte @Nullable [] readJournal() throws IOException;

    /**
     * Replaces the journal of the rotation.
     *
     * @param bytes at most 1024
     * @throws IOException if the storage failed
     */
    void writeJournal(byte[] bytes) throws IOException;
}

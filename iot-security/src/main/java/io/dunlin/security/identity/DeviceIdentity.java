/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.identity;

import io.dunlin.core.DeviceId;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * One generation of a device's credentials: a certificate chain and a handle to its private key, which may be in a
 * token. Immutable; prints no key.
 */
public final class DeviceIdentity {

    private final DeviceId device;
    private final long generation;
    private final List<X509Certificate> chain;
    private final PrivateKey key;

    /**
     * Binds a key to its certificate.
     *
     * @param device whose it is
     * @param generation counts the device's identities, at least 1
     * @param chain the device's certificate, then its issuers without the trust anchor
     * @param key the private key of the first certificate
     */
    public DeviceIdentity(DeviceId device, long generation, List<X509Certificate> chain, PrivateKey key) {
        if (generation < 1) {
            throw new IllegalArgumentException("a generation is at least 1, got " + generation);
        }
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("the chain of " + device + " is empty");
        }
        this.device = device;
        this.generation = generation;
        this.chain = List.copyOf(chain);
        this.key = key;
    }

    /**
     * Returns whose it is.
     *
     * @return the device
     */
    public DeviceId device() {
        return device;
    }

    /**
     * Returns the generation.
     *
     * @return at least 1
     */
    public long generation() {
        return generation;
    }

    /**
     * Returns the chain.
     *
     * @return the device's certificate, then its issuers
     */
    public List<X509Certificate> chain() {
        return chain;
    }

    /**
     * Returns the device's certificate.
     *
     * @return the first of the chain
     */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /**
     * Returns the private key's handle.
     *
     * @return the key, or what stands for it
     */
    public PrivateKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "DeviceIdentity[" + device + ", generation " + generation + ", serial "
                + certificate().getSerialNumber().toString(16) + ", until "
                + certificate().getNotAfter().toInstant() + "]";
    }
}

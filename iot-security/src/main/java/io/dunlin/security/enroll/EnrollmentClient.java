/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.enroll;

import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.security.identity.StoredKey;

/** Asks for certificates. Blocking; safe for use by several threads. */
public interface EnrollmentClient {

    /**
     * Asks for the first certificate.
     *
     * @param key the key to certify
     * @param credential what the device shows
     * @return what came of it
     */
    EnrollmentResult enroll(StoredKey key, Credential credential);

    /**
     * Asks for another certificate of the same name.
     *
     * @param key the key to certify
     * @param current authenticates the device
     * @return what came of it
     */
    EnrollmentResult reenroll(StoredKey key, TlsIdentity current);

    /**
     * Tells the server that the device uses its new certificate, or why not.
     *
     * @param identity authenticates the device: the new identity if it works
     * @param success whether it works
     * @param reason more for people, empty if it works
     * @return whether the server acknowledged it
     */
    boolean confirm(TlsIdentity identity, boolean success, String reason);
}

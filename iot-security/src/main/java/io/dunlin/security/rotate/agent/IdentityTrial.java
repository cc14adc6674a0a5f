/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate.agent;

import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.security.rotate.Rotation;

/** Tries an identity at the server, over the device's own link. */
@FunctionalInterface
public interface IdentityTrial {

    /**
     * Connects with an identity beside the connection in use, which stays as it is. The server's judgement is what counts:
     * CONNACK or an answer, not the end of the TLS handshake, which comes before it (RFC 8446 section 4.4.2.4).
     *
     * @param identity what to connect with
     * @param verdict called once on the loop
     */
    void tryIdentity(TlsIdentity identity, Verdict verdict);

    /** What came of a trial. */
    @FunctionalInterface
    interface Verdict {
        /**
         * The trial has ended.
         *
         * @param result how
         * @param reason more for people
         */
        void tried(Rotation.Tried result, String reason);
    }
}

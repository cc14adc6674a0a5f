/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.tls;

/** A link whose identity can be changed without a gap. Used on the link's loop. */
public interface IdentitySwitch {

    /**
     * Connects with another identity first and then lets that connection take the place of the present one ("make before
     * break"). Unless the server accepts it, the present connection stays as it is. Later connections ask the link's
     * {@link TlsIdentitySource} again, so the owner of the identities commits the new one when it was accepted.
     *
     * @param identity the new identity
     * @param report called once, on the loop
     */
    void switchIdentity(TlsIdentity identity, Report report);

    /** Who is told what came of a switch. */
    @FunctionalInterface
    interface Report {
        /**
         * The switch has ended.
         *
         * @param outcome how
         * @param detail more for people, empty if it was accepted
         */
        void switched(Outcome outcome, String detail);
    }

    /** How a switch ended. */
    enum Outcome {
        /**
         * The link runs on the new identity. The server's own answer said so: in TLS 1.3 a finished handshake does not yet
         * mean that the server takes the client's certificate.
         */
        ACCEPTED,
        /** The server does not take the new identity. */
        REFUSED,
        /** The server was not reached or did not answer, so it is not known what it thinks of the new identity. */
        UNREACHABLE
    }
}

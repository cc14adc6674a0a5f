/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.enroll;

import io.dunlin.core.wire.AccessRule;
import io.dunlin.security.identity.Subjects;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Decides whether a client may connect: for a broker's plug-in, or for a server of one's own. To be asked at every
 * connect, since a resumed TLS session does not validate certificates again. May block; safe for use by several threads.
 */
@FunctionalInterface
public interface ConnectAuthorizer {

    /**
     * Decides.
     *
     * @param chain what the client proved to be by TLS: its certificate, then its issuers; empty if it showed none
     * @param clientId who it says it is: the MQTT client id, or the device of a CoAP path
     * @return the verdict
     */
    Verdict authorize(List<X509Certificate> chain, String clientId);

    /** A verdict. */
    enum Verdict {
        /** It may connect. */
        ADMITTED,
        /** It showed no certificate, or one of another name. */
        NOT_ITS_NAME,
        /** The fleet has no such device, or never issued this certificate to it. */
        UNKNOWN,
        /** It is shut out for now. */
        SUSPENDED,
        /** It is out of service, or its certificate was superseded or revoked. */
        ENDED,
        /** This cannot be found out now: it may try again later. */
        UNDECIDED;

        /**
         * Tells whether the client may connect.
         *
         * @return true for {@link #ADMITTED} only
         */
        public boolean isAdmitted() {
            return this == ADMITTED;
        }
    }

    /**
     * Decides by the certificate's name alone, where the registry cannot be asked: certificates that were taken back are
     * let in until they end.
     *
     * @param rule who has which name
     * @return the authorizer
     */
    static ConnectAuthorizer ofNames(AccessRule rule) {
        return (chain, clientId) -> {
            String name = chain.isEmpty() ? null : Subjects.commonName(chain.get(0));
            return name != null && rule.mayConnect(name, clientId) ? Verdict.ADMITTED : Verdict.NOT_ITS_NAME;
        };
    }
}

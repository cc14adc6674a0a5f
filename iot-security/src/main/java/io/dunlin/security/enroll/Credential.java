/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.enroll;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a device shows instead of a certificate when it has none yet. Prints no secret. */
public final class Credential {

    private final Kind kind;
    private final String header;

    private Credential(Kind kind, String header) {
        this.kind = kind;
        this.header = header;
    }

    /** The kinds. */
    public enum Kind {
        /** A one-time token. */
        CLAIM_TOKEN,
        /** A name and a password. */
        PASSWORD
    }

    /**
     * Shows a claim token (RFC 6750).
     *
     * @param token visible ASCII without spaces
     * @return the credential
     */
    public static Credential claimToken(String token) {
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException("a claim token is of visible ASCII characters");
        }
        return new Credential(Kind.CLAIM_TOKEN, "Bearer " + token);
    }

    /**
     * Shows a name and a password (RFC 7617).
     *
     * @param user without a colon
     * @param password the secret
     * @return the credential
     */
    public static Credential password(String user, String password) {
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a user name has no colon");
        }
        byte[] both = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
        return new Credential(Kind.PASSWORD, "Basic " + Base64.getEncoder().encodeToString(both));
    }

    /**
     * Returns the value of the header {@code Authorization}.
     *
     * @return a secret
     */
    public String header() {
        return header;
    }

    @Override
    public String toString() {
        return "Credential[" + kind + "]";
    }
}

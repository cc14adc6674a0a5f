/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.enroll;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/** What came of asking for a certificate. */
public sealed interface EnrollmentResult {

    /**
     * Tells which it is.
     *
     * @return the kind
     */
    Kind kind();

    /** The kinds. */
    enum Kind {
        /** {@link Issued}. */
        ISSUED,
        /** {@link Pending}. */
        PENDING,
        /** {@link Refused}. */
        REFUSED,
        /** {@link Unreachable}. */
        UNREACHABLE
    }

    /**
     * The certificate was issued.
     *
     * @param chain the device's certificate, then its issuers
     */
    record Issued(List<X509Certificate> chain) implements EnrollmentResult {
        /** Copies the list. */
        public Issued {
            chain = List.copyOf(chain);
        }

        @Override
        public Kind kind() {
            return Kind.ISSUED;
        }
    }

    /**
     * The server has not decided yet: send the same request again later.
     *
     * @param retryAfter how long to wait at least
     */
    record Pending(Duration retryAfter) implements EnrollmentResult {
        @Override
        public Kind kind() {
            return Kind.PENDING;
        }
    }

    /**
     * The server said no, or answered what cannot be used.
     *
     * @param reason why, for people
     * @param retryable whether the same request may succeed later
     */
    record Refused(String reason, boolean retryable) implements EnrollmentResult {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /**
     * The server was not reached or did not answer; the request may have been processed.
     *
     * @param reason why, for people
     */
    record Unreachable(String reason) implements EnrollmentResult {
        @Override
        public Kind kind() {
            return Kind.UNREACHABLE;
        }
    }
}

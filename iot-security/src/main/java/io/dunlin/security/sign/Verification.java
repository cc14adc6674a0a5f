/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import java.util.List;

/** What came of checking a signed message. */
public sealed interface Verification {

    /**
     * Tells which of the two it is.
     *
     * @return the kind
     */
    Kind kind();

    /** The kinds. */
    enum Kind {
        /** {@link Verified}. */
        VERIFIED,
        /** {@link Refused}. */
        REFUSED
    }

    /**
     * The message is genuine.
     *
     * @param payload what was signed
     * @param signers the different keys that signed it, at least one
     */
    @SuppressWarnings("ArrayRecordComponent") // A result is looked at, not compared; the bytes may be large.
    record Verified(byte[] payload, List<VerificationKey> signers) implements Verification {
        /** Copies the list. */
        public Verified {
            signers = List.copyOf(signers);
        }

        @Override
        public Kind kind() {
            return Kind.VERIFIED;
        }
    }

    /**
     * The message is not to be used.
     *
     * @param refusal why
     */
    record Refused(Refusal refusal) implements Verification {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.enroll;

import io.dunlin.core.DeviceId;
import java.security.PublicKey;
import java.time.Duration;

/** Decides on the server whether a stranger may become a device. Blocking; safe for use by several threads. */
@FunctionalInterface
public interface EnrollmentAuthorizer {

    /**
     * Decides. The same request may come again, since its answer may have been lost, and must be answered alike.
     *
     * @param device who it says it is
     * @param key the key that it proved to have
     * @param authorization the value of the header {@code Authorization}: a secret
     * @return the decision
     */
    Decision authorize(DeviceId device, PublicKey key, String authorization);

    /**
     * A decision.
     *
     * @param kind which way
     * @param retryAfter how long to wait, of {@code PENDING}
     */
    record Decision(Kind kind, Duration retryAfter) {

        /** The device may have its certificate. */
        public static final Decision ALLOWED = new Decision(Kind.ALLOWED, Duration.ZERO);

        /** It may not. */
        public static final Decision DENIED = new Decision(Kind.DENIED, Duration.ZERO);

        /** The kinds. */
        public enum Kind {
            /** The device may have its certificate. */
            ALLOWED,
            /** It may not. */
            DENIED,
            /** Somebody has to decide first. */
            PENDING
        }

        /**
         * Puts the decision off.
         *
         * @param retryAfter when the device shall ask again
         * @return the decision
         */
        public static Decision pending(Duration retryAfter) {
            return new Decision(Kind.PENDING, retryAfter);
        }
    }
}

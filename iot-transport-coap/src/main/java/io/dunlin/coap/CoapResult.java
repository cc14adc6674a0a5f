/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.exchange.Outcome;
import java.time.Duration;

/** What came of a request of ours. */
public sealed interface CoapResult {

    /**
     * Returns which case this is.
     *
     * @return {@link Outcome.Kind#RESPONSE} for an {@link Answer}, else why there is none
     */
    Outcome.Kind kind();

    /**
     * Tells whether the same request may end otherwise later.
     *
     * @return whether to try again
     */
    boolean retryable();

    /**
     * Returns how long to wait before the same request is sent again: what a 4.29 or 5.03 says in Max-Age (RFC 8516
     * section 3, RFC 7252 section 5.9.3.4), else nothing.
     *
     * @return at least zero
     */
    default Duration retryAfter() {
        return Duration.ZERO;
    }

    /**
     * The peer answered, with success or an error of its own.
     *
     * @param response the answer
     */
    record Answer(CoapResponse response) implements CoapResult {
        @Override
        public Duration retryAfter() {
            boolean wait = response.code() == Code.TOO_MANY_REQUESTS || response.code() == Code.SERVICE_UNAVAILABLE;
            return Duration.ofSeconds(wait ? response.options().uint(Option.MAX_AGE, 60) : 0);
        }

        @Override
        public Outcome.Kind kind() {
            return Outcome.Kind.RESPONSE;
        }

        @Override
        public boolean retryable() {
            return switch (response.code().toString()) {
                case "4.08", "4.29", "5.00", "5.02", "5.03", "5.04" -> true;
                default -> false;
            };
        }
    }

    /**
     * No answer came.
     *
     * @param kind why
     */
    record NoAnswer(Outcome.Kind kind) implements CoapResult {
        @Override
        public boolean retryable() {
            return switch (kind) {
                case TIMEOUT, RESET, BUSY, DISCONNECTED -> true;
                case RESPONSE, ACKNOWLEDGED, NOT_AWAITED, BAD_RESPONSE, CANCELLED, CLOSED -> false;
            };
        }
    }
}

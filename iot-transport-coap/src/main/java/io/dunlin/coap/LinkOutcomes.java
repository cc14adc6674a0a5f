/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.exchange.Outcome;
import io.dunlin.core.SendOutcome;

/** What the end of a POST means for a link. */
final class LinkOutcomes {

    /** The Content-Format of all payloads of the wire contract (RFC 8949 section 9). */
    static final int CBOR = 60;

    private LinkOutcomes() {}

    static SendOutcome of(Outcome outcome) {
        if (outcome instanceof Outcome.Response response) {
            Code code = response.message().code();
            if (code.isSuccess()) {
                return SendOutcome.ACCEPTED;
            }
            if (code == Code.REQUEST_ENTITY_TOO_LARGE) {
                return SendOutcome.TOO_LARGE;
            }
            boolean forNow =
                    code.codeClass() == 5 || code == Code.TOO_MANY_REQUESTS || code == Code.REQUEST_ENTITY_INCOMPLETE;
            return forNow ? SendOutcome.REFUSED_FOR_NOW : SendOutcome.REFUSED;
        }
        return outcome.kind() == Outcome.Kind.BUSY ? SendOutcome.BUSY : SendOutcome.UNKNOWN;
    }

    /** Tells whether the other end is not there, or not there any more. */
    static boolean isLoss(Outcome outcome) {
        return switch (outcome.kind()) {
            case TIMEOUT, RESET, DISCONNECTED -> true;
            case RESPONSE, ACKNOWLEDGED, NOT_AWAITED, BAD_RESPONSE, BUSY, CANCELLED, CLOSED -> false;
        };
    }

    static String describe(Outcome outcome) {
        if (outcome instanceof Outcome.Response response) {
            return response.message().code().toString();
        }
        return outcome.kind().toString();
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

/** Why a signed message was not accepted, in the order in which it is checked. */
public enum Refusal {
    /** The message is longer than the limit. */
    TOO_LARGE,
    /** It is no COSE message in deterministic encoding, or has more structure than the limits allow. */
    MALFORMED,
    /** The unprotected header is not empty: nothing is taken from where nobody signed it. */
    UNPROTECTED_HEADER,
    /** A header parameter that must be understood is not, or {@code crit} names one that is absent. */
    UNKNOWN_CRITICAL,
    /** It carries no signature. */
    NO_SIGNATURE,
    /** The protected header names no key. */
    KEY_NOT_NAMED,
    /** No trusted key has that name. */
    UNKNOWN_KEY,
    /** The key is revoked. */
    KEY_REVOKED,
    /** The key is trusted for something else. */
    WRONG_ROLE,
    /** The protected header's algorithm is absent or is not the one that the key is pinned to. */
    WRONG_ALGORITHM,
    /** The signature is not the key's over this message for this tenant. */
    BAD_SIGNATURE,
    /** Too few different keys signed. */
    THRESHOLD_NOT_MET,
    /** It is signed, as another type of message. */
    WRONG_TYPE,
    /** The payload is not what the type says. */
    BAD_CLAIMS,
    /** It is for another device or group. */
    WRONG_AUDIENCE,
    /** It is for an earlier or later membership of the group. */
    WRONG_EPOCH,
    /** Its time is over. */
    EXPIRED,
    /** Its time has not come. */
    NOT_YET_VALID,
    /** The device has no clock to judge its times by. */
    NO_CLOCK,
    /** The sequence number was used. */
    REPLAYED,
    /** The sequence number is older than the window remembers. */
    TOO_OLD,
    /** The key may not order this operation. */
    NOT_PERMITTED,
    /** The command id was used by another command. */
    ID_CONFLICT,
    /** The device executes as many commands as it can. */
    BUSY,
    /** The device cannot write down what it would accept. */
    STORAGE_FAILED
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.command;

/** Why a command was not done. */
public enum Reason {
    /** It was accepted or done: there is nothing to explain. */
    NONE(0, false),
    /** A reason that this version does not know; the receipt's text may tell. */
    OTHER(1, false),
    /** The envelope or the claims could not be read. */
    MALFORMED(2, false),
    /** The signature is wrong, or its key is unknown, revoked or not meant for commands. */
    NOT_AUTHENTIC(3, false),
    /** The key may not sign this operation. */
    NOT_PERMITTED(4, false),
    /** The command is for another device, group or tenant. */
    WRONG_AUDIENCE(5, false),
    /** The command came after its last moment. */
    EXPIRED(6, true),
    /** The command came before its first moment. */
    NOT_YET_VALID(7, true),
    /** Its sequence number was used before or is older than the window. */
    REPLAYED(8, false),
    /** The same id came with other claims before. */
    ID_REUSED(9, false),
    /** The device cannot judge time now and wants its own nonce in the command. */
    NONCE_REQUIRED(10, true),
    /** The device has no such operation. */
    UNKNOWN_OPERATION(11, false),
    /** The operation does not take these arguments. */
    BAD_ARGUMENTS(12, false),
    /** The device is doing something that excludes it. */
    BUSY(13, true),
    /** The device could not write the acceptance down, so it did not start. */
    STORAGE(14, true),
    /** The operation ran and failed. */
    OPERATION_FAILED(15, false),
    /** Power was lost, or the device stopped, after the acceptance; whether it ran is not known. */
    INTERRUPTED(16, false);

    private final int code;
    private final boolean retryable;

    Reason(int code, boolean retryable) {
        this.code = code;
        this.retryable = retryable;
    }

    /**
     * Returns the number on the wire.
     *
     * @return not negative, never given to another reason
     */
    public int code() {
        return code;
    }

    /**
     * Tells whether a new command of the same content may end otherwise without any further change.
     *
     * @return whether to try again
     */
    public boolean retryable() {
        return retryable;
    }

    static Reason ofCode(long code) {
        for (Reason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        return OTHER;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate;

/** How far a rotation came. The numbers are those of the journal and never change. */
public enum RotationPhase {
    /** One identity is in use and nothing else is there. */
    STABLE(0),
    /** A new key is in the spare slot. */
    KEY_READY(1),
    /** Its certificate may have been asked for. */
    REQUESTED(2),
    /** Its certificate is beside it. */
    ISSUED(3),
    /** The new identity is, or may have been, tried at the server. */
    TRIAL(4),
    /** The server let the new identity in and may have heard so: there is no way back, the old one may end any time. */
    ACCEPTED(5),
    /** The server acknowledged the new identity, which is the active one from now on; the old one is to be destroyed. */
    CONFIRMED(6),
    /** The old identity is destroyed. */
    RETIRED(7);

    private final int code;

    RotationPhase(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static RotationPhase ofCode(long code) {
        for (RotationPhase phase : values()) {
            if (phase.code == code) {
                return phase;
            }
        }
        throw new IllegalArgumentException("no phase has code " + code);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.Utf8;

/**
 * A device's answer to one desired version of one path. The value then in force is the path's reported value.
 *
 * @param dv the desired version that is answered
 * @param state what the device made of it
 * @param reason {@link Refusal#NONE} unless the state is {@code REJECTED} or {@code UNKNOWN}
 * @param text more for people, at most {@value #MAX_TEXT_BYTES} bytes of UTF-8, may be empty
 * @param removal whether the removal of the path was desired, not a value
 */
public record Ack(long dv, State state, Refusal reason, String text, boolean removal) {

    /** The most bytes of UTF-8 that {@link #text} may have. */
    public static final int MAX_TEXT_BYTES = 128;

    /** What a device made of a desired value. */
    public enum State {
        /** It has not answered yet. Never on the wire. */
        PENDING(0),
        /** The desired value is in force. */
        APPLIED(1),
        /** Another value, as near as the device could, is in force. */
        ADAPTED(2),
        /** The value before stays in force. The device does not try again until another version is desired. */
        REJECTED(3),
        /** This firmware cannot take the path or its type. It keeps the value for one that can. */
        UNKNOWN(4);

        private final int code;

        State(int code) {
            this.code = code;
        }

        /**
         * Returns the number on the wire.
         *
         * @return not negative, never given to another
         */
        public int code() {
            return code;
        }
    }

    /** Checks that state and reason agree. */
    public Ack {
        boolean refused = state == State.REJECTED || state == State.UNKNOWN;
        if (refused == (reason == Refusal.NONE)) {
            throw new IllegalArgumentException("the state " + state + " does not go with the reason " + reason);
        }
        if (Utf8.length(text) > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException("the text has more than " + MAX_TEXT_BYTES + " bytes: " + text);
        }
    }

    static Ack pending(long dv, boolean removal) {
        return new Ack(dv, State.PENDING, Refusal.NONE, "", removal);
    }

    /** Returns whether the path needs no more than this to be at rest. */
    boolean isSettled() {
        return state == State.APPLIED || state == State.ADAPTED;
    }
}

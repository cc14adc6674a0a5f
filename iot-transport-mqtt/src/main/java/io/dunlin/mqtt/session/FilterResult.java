/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.ReasonCode;
import java.util.List;

/** What came of a SUBSCRIBE or UNSUBSCRIBE. */
public sealed interface FilterResult {

    /** The two kinds. */
    enum Kind {
        /** {@link Answered}. */
        ANSWERED,
        /** {@link NotAnswered}. */
        NOT_ANSWERED
    }

    /**
     * Returns which kind it is, for an exhaustive switch.
     *
     * @return the kind
     */
    Kind kind();

    /**
     * Tells whether every filter was granted, or removed.
     *
     * @return whether there is nothing to worry about
     */
    boolean isSuccess();

    /**
     * One filter's answer.
     *
     * @param filter the filter
     * @param reason the granted QoS, that there was no such subscription, or why it was refused
     */
    record Outcome(String filter, ReasonCode reason) {}

    /**
     * The server answered.
     *
     * @param outcomes one for each filter, in its order
     * @param detail the server's reason string, or empty
     */
    record Answered(List<Outcome> outcomes, String detail) implements FilterResult {

        /** Copies the list. */
        public Answered {
            outcomes = List.copyOf(outcomes);
        }

        @Override
        public Kind kind() {
            return Kind.ANSWERED;
        }

        @Override
        public boolean isSuccess() {
            for (Outcome outcome : outcomes) {
                if (outcome.reason().isError()) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * There is no connection, it ended before the answer, or the server said at CONNACK that it lacks what was asked.
     *
     * @param detail which, for people
     */
    record NotAnswered(String detail) implements FilterResult {
        @Override
        public Kind kind() {
            return Kind.NOT_ANSWERED;
        }

        @Override
        public boolean isSuccess() {
            return false;
        }
    }
}

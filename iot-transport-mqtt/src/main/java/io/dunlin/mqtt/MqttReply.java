/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.mqtt.session.Message;

/** What came of a request. */
public sealed interface MqttReply {

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
     * An answer came.
     *
     * @param message the answer
     */
    record Answered(Message message) implements MqttReply {
        @Override
        public Kind kind() {
            return Kind.ANSWERED;
        }
    }

    /**
     * No answer came in time, or the request was not sent.
     *
     * @param detail which, for people
     */
    record NotAnswered(String detail) implements MqttReply {
        @Override
        public Kind kind() {
            return Kind.NOT_ANSWERED;
        }
    }
}

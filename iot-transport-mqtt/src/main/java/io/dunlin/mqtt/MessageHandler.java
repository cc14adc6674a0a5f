/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.session.Message;

/**
 * Who takes the messages of a subscription: one at a time, in the order of their coming, off the event loop. Of QoS 0
 * messages at most 1000 wait for a handler; what comes beyond is dropped.
 */
@FunctionalInterface
public interface MessageHandler {

    /**
     * Takes a message. It may block, publish, subscribe and close; while it does not return or settle, its message
     * counts against Receive Maximum, which in the end slows the server down.
     *
     * @param message the message
     * @param acknowledgement settles it
     */
    void message(Message message, Acknowledgement acknowledgement);

    /**
     * A message is acknowledged when the handler returns, or, once it called {@link #later}, when something calls
     * {@link #settle}. Acknowledgements reach the server in the order of the messages. Thread-safe.
     */
    interface Acknowledgement {

        /**
         * Tells whether the message may have come before.
         *
         * @return the DUP flag
         */
        boolean mayBeRepeated();

        /** Says that the message is to be acknowledged by {@link #settle} only. */
        void later();

        /** Acknowledges the message; does nothing the second time. */
        void settle();

        /**
         * Refuses the message, which the server then neither sends again nor calls delivered; does nothing after
         * {@link #settle}.
         *
         * @param reason an error that PUBACK may carry, such as {@link ReasonCode#IMPLEMENTATION_SPECIFIC_ERROR}
         */
        void refuse(ReasonCode reason);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

/** A request of ours that has not ended. */
public interface ClientExchange {

    /**
     * Takes the request back: it is not sent again and a later response is reset. Its handler is told
     * {@link Outcome.Kind#CANCELLED}. Does nothing if the request has ended.
     *
     * @param now the monotonic time in nanoseconds
     */
    void cancel(long now);
}

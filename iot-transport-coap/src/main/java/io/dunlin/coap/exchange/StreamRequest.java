/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Message;
import io.dunlin.coap.codec.Options;

/** A request that came over a connection and waits for its answer. One thread at a time. */
public final class StreamRequest {

    private final StreamSession session;
    private final Message message;
    private boolean done;

    StreamRequest(StreamSession session, Message message) {
        this.session = session;
        this.message = message;
    }

    /**
     * Returns what is asked.
     *
     * @return the request; its type and id mean nothing
     */
    public Message message() {
        return message;
    }

    /**
     * Answers. Only the first answer counts; one that the peer cannot take, because it is too large, is replaced by 5.00.
     *
     * @param code a response code
     * @param options the response's options
     * @param payload the response's payload
     */
    public void respond(Code code, Options options, byte[] payload) {
        if (!code.isResponse()) {
            throw new IllegalArgumentException("a request is answered with a response code, not " + code);
        }
        if (!done) {
            done = true;
            session.answer(message, code, options, payload);
        }
    }
}

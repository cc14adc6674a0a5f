/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.exchange.ServerObservation;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One observer of a subject: asks the service again when the subject has changed, and tells the peer what it answers. */
final class Observer {

    private final CoapEndpoint endpoint;
    private final CoapRequest request;
    private final Subject subject;
    private final AtomicBoolean due = new AtomicBoolean();
    private @Nullable ServerObservation observation;
    private boolean asking;

    Observer(CoapEndpoint endpoint, CoapRequest request, Subject subject) {
        this.endpoint = endpoint;
        this.request = request;
        this.subject = subject;
    }

    /** The peer is registered; its answer was made after a mark of {@link Subject#now}. */
    void opened(ServerObservation registered, long mark) {
        observation = registered;
        if (subject.add(this, mark)) {
            changed();
        }
    }

    /** The peer is gone. On the loop. */
    void closed() {
        subject.remove(this);
    }

    /** Any thread. */
    void changed() {
        if (due.compareAndSet(false, true)) {
            endpoint.loop().execute(this::ask);
        }
    }

    /** Any thread. */
    void end(CoapResponse last) {
        endpoint.loop().execute(() -> tell(last));
    }

    private void ask() {
        if (asking || observation == null || !observation.isOpen()) {
            return;
        }
        due.set(false);
        asking = true;
        CompletionStage<CoapResponse> unused = endpoint.ask(request).whenComplete((response, failure) -> {
            CoapResponse state = failure == null ? response : CoapEndpoint.INTERNAL_SERVER_ERROR;
            endpoint.onLoop(() -> {
                asking = false;
                tell(state);
                if (due.get()) {
                    ask();
                }
            });
        });
    }

    private void tell(CoapResponse state) {
        if (observation != null) {
            endpoint.notify(observation, state);
        }
    }
}

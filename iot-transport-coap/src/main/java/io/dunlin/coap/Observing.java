/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Message;
import io.dunlin.coap.exchange.BlockwiseClient;
import io.dunlin.coap.exchange.ClientExchange;
import io.dunlin.coap.exchange.Outcome;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The states of a resource for one subscriber. One who does not ask for more keeps the latest state waiting, not all of
 * them: an observer wants to know how things are (RFC 7641 section 1.3). Lives on the endpoint's loop.
 */
final class Observing implements Flow.Subscription, BlockwiseClient.Observer {

    private final CoapEndpoint endpoint;
    private final Flow.Subscriber<? super CoapResponse> subscriber;
    private @Nullable ClientExchange exchange;
    private @Nullable CoapResponse waiting;
    private @Nullable Runnable end;
    private long wanted;
    private boolean over;

    Observing(CoapEndpoint endpoint, Flow.Subscriber<? super CoapResponse> subscriber) {
        this.endpoint = endpoint;
        this.subscriber = subscriber;
    }

    void started(ClientExchange observation) {
        exchange = observation;
        if (over) {
            observation.cancel(endpoint.loop().nanoTime());
        }
    }

    @Override
    public void request(long more) {
        endpoint.onLoop(() -> {
            if (more <= 0) {
                fail(new IllegalArgumentException("a subscriber asks for at least one, got " + more));
                return;
            }
            wanted = wanted + more < 0 ? Long.MAX_VALUE : wanted + more;
            deliver();
        });
    }

    @Override
    public void cancel() {
        endpoint.onLoop(this::stop);
    }

    @Override
    public void notified(Message notification, byte[] body, long now) {
        waiting = CoapResponse.of(notification.code(), notification.options(), body);
        deliver();
    }

    @Override
    public void ended(Outcome outcome, byte[] body, long now) {
        CoapResult result = CoapClient.result(outcome, body);
        if (result instanceof CoapResult.Answer answer
                && answer.response().code().isSuccess()) {
            waiting = answer.response();
            end = subscriber::onComplete;
        } else {
            end = () -> subscriber.onError(new CoapException(result));
        }
        deliver();
    }

    private void deliver() {
        while (!over && waiting != null && wanted > 0) {
            CoapResponse next = waiting;
            waiting = null;
            wanted -= wanted == Long.MAX_VALUE ? 0 : 1;
            subscriber.onNext(next);
        }
        if (!over && waiting == null && end != null) {
            over = true;
            end.run();
        }
    }

    private void fail(Throwable failure) {
        if (!over) {
            stop();
            subscriber.onError(failure);
        }
    }

    private void stop() {
        over = true;
        waiting = null;
        if (exchange != null) {
            exchange.cancel(endpoint.loop().nanoTime());
        }
    }
}

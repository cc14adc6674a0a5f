/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.LinkFormat;
import io.dunlin.coap.codec.WebLink;
import io.dunlin.coap.exchange.ClientExchange;
import io.dunlin.coap.exchange.Outcome;
import io.dunlin.coap.exchange.PeerKey;
import io.dunlin.core.DecodeException;
import io.dunlin.core.Loop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;

/**
 * Asks one peer. Its methods may be called from any thread; the futures are completed on the endpoint's loop and
 * exceptionally only with an {@link IllegalArgumentException} for a body beyond the limit. Cancelling a future takes its
 * request back.
 */
public final class CoapClient implements Service<CoapCall, CoapResult> {

    private static final int MAX_LINKS = 1_000;

    private final CoapEndpoint endpoint;
    private final PeerKey peer;

    CoapClient(CoapEndpoint endpoint, PeerKey peer) {
        this.endpoint = endpoint;
        this.peer = peer;
    }

    /**
     * Returns who is asked.
     *
     * @return the peer
     */
    public PeerKey peer() {
        return peer;
    }

    /**
     * Reads a resource.
     *
     * @param path begins with a slash
     * @return what came of it
     */
    public CompletableFuture<CoapResult> get(String path) {
        return send(CoapCall.of(Code.GET, path));
    }

    /**
     * Has a resource process a body.
     *
     * @param path begins with a slash
     * @param contentFormat the body's Content-Format
     * @param body the body; the caller no longer changes it
     * @return what came of it
     */
    public CompletableFuture<CoapResult> post(String path, int contentFormat, byte[] body) {
        return send(CoapCall.of(Code.POST, path).body(contentFormat, body));
    }

    /**
     * Replaces a resource.
     *
     * @param path begins with a slash
     * @param contentFormat the body's Content-Format
     * @param body the body; the caller no longer changes it
     * @return what came of it
     */
    public CompletableFuture<CoapResult> put(String path, int contentFormat, byte[] body) {
        return send(CoapCall.of(Code.PUT, path).body(contentFormat, body));
    }

    /**
     * Removes a resource.
     *
     * @param path begins with a slash
     * @return what came of it
     */
    public CompletableFuture<CoapResult> delete(String path) {
        return send(CoapCall.of(Code.DELETE, path));
    }

    /**
     * Reads what a body describes (RFC 8132 section 2).
     *
     * @param path begins with a slash
     * @param contentFormat the body's Content-Format
     * @param body the body; the caller no longer changes it
     * @return what came of it
     */
    public CompletableFuture<CoapResult> fetch(String path, int contentFormat, byte[] body) {
        return send(CoapCall.of(Code.FETCH, path).body(contentFormat, body));
    }

    /**
     * Changes a resource in part (RFC 8132 section 3); see {@link Code#IPATCH} for changes that may come twice.
     *
     * @param path begins with a slash
     * @param contentFormat the body's Content-Format
     * @param body the body; the caller no longer changes it
     * @return what came of it
     */
    public CompletableFuture<CoapResult> patch(String path, int contentFormat, byte[] body) {
        return send(CoapCall.of(Code.PATCH, path).body(contentFormat, body));
    }

    /**
     * Asks a server for its resources (RFC 6690).
     *
     * @param filters such as {@code rt=temperature*}; a server may ignore all but the first, or all
     * @return the links; fails with a {@link DecodeException} if the answer is no list of links and with a
     *     {@link CoapException} if there is no such answer
     */
    public CompletableFuture<List<WebLink>> discover(String... filters) {
        CoapCall call = CoapCall.of(Code.GET, LinkFormat.WELL_KNOWN_CORE).accept(LinkFormat.CONTENT_FORMAT);
        for (String filter : filters) {
            call = call.query(filter);
        }
        return send(call).thenApply(result -> {
            if (result instanceof CoapResult.Answer answer && answer.response().code() == Code.CONTENT) {
                return LinkFormat.read(answer.response().body(), MAX_LINKS);
            }
            throw new CoapException(result);
        });
    }

    /** The same as {@link #send}, so that filters can be put before a client. */
    @Override
    public CompletionStage<CoapResult> apply(CoapCall call) {
        return send(call);
    }

    /**
     * Sends a request and blocks until it has ended. Not on the endpoint's loop.
     *
     * @param call what to ask
     * @return what came of it
     * @throws InterruptedException if the thread is interrupted; the request is taken back
     * @throws IllegalStateException on the loop, which would wait for itself
     */
    public CoapResult await(CoapCall call) throws InterruptedException {
        if (endpoint.loop().inLoop()) {
            throw new IllegalStateException("the loop would wait for itself");
        }
        CompletableFuture<CoapResult> future = send(call);
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            future.cancel(false);
        }
    }

    /**
     * Sends a request.
     *
     * @param call what to ask
     * @return what came of it
     */
    public CompletableFuture<CoapResult> send(CoapCall call) {
        CompletableFuture<CoapResult> future = new CompletableFuture<>();
        Loop loop = endpoint.loop();
        loop.execute(() -> {
            ClientExchange exchange;
            try {
                exchange = endpoint.request(peer, call, (outcome, body, now) -> future.complete(result(outcome, body)));
            } catch (IllegalArgumentException e) {
                future.completeExceptionally(e);
                return;
            }
            CompletableFuture<CoapResult> unused = future.whenComplete((result, failure) -> {
                if (future.isCancelled()) {
                    loop.execute(() -> exchange.cancel(loop.nanoTime()));
                }
            });
        });
        return future;
    }

    /**
     * Observes a resource (RFC 7641): each subscriber gets its present state and, as they come, later ones, each whole and
     * none older than the one before. A subscriber that is slower than the resource skips states but always gets the
     * latest. The observation goes on through lost messages and restarts of the server, which is asked again when it was
     * silent for Max-Age; it completes when the server answers without observing it, and fails with a
     * {@link CoapException} when the server answers with an error or not at all. Subscribers are called on the endpoint's
     * loop and must not block.
     *
     * @param call a GET or FETCH; its body is no larger than a block
     * @return the states; each subscription is an observation of its own, and its cancellation is told to the server
     */
    public Flow.Publisher<CoapResponse> observe(CoapCall call) {
        if (!call.method().isSafe()) {
            throw new IllegalArgumentException("GET and FETCH can observe, " + call.method() + " cannot");
        }
        return subscriber -> {
            Observing observing = new Observing(endpoint, subscriber);
            endpoint.loop().execute(() -> {
                subscriber.onSubscribe(observing);
                try {
                    observing.started(endpoint.observe(peer, call, observing));
                } catch (IllegalArgumentException e) {
                    subscriber.onError(e);
                }
            });
        };
    }

    /**
     * Asks whether the peer is there (RFC 7252 section 4.3).
     *
     * @return whether it answered
     */
    public CompletableFuture<Boolean> ping() {
        CompletableFuture<Boolean> future = new CompletableFuture<>();
        endpoint.loop()
                .execute(() -> endpoint.ping(peer, (outcome, now) -> {
                    future.complete(outcome.kind() == Outcome.Kind.RESET);
                }));
        return future;
    }

    static CoapResult result(Outcome outcome, byte[] body) {
        if (outcome instanceof Outcome.Response response) {
            return new CoapResult.Answer(CoapResponse.of(
                    response.message().code(), response.message().options(), body));
        }
        return new CoapResult.NoAnswer(outcome.kind());
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.exchange.ClientExchange;
import io.dunlin.coap.exchange.Outcome;
import io.dunlin.coap.exchange.PeerKey;
import io.dunlin.core.Loop;
import java.util.concurrent.CompletableFuture;

/**
 * Asks one peer. Its methods may be called from any thread; the futures are completed on the endpoint's loop and
 * exceptionally only with an {@link IllegalArgumentException} for a body beyond the limit. Cancelling a future takes its
 * request back.
 */
public final class CoapClient {

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

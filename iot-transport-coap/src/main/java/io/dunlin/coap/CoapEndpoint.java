/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import io.dunlin.coap.exchange.BlockLimits;
import io.dunlin.coap.exchange.BlockwiseClient;
import io.dunlin.coap.exchange.BlockwiseServer;
import io.dunlin.coap.exchange.ClientExchange;
import io.dunlin.coap.exchange.Counters;
import io.dunlin.coap.exchange.ExchangeOutput;
import io.dunlin.coap.exchange.Exchanges;
import io.dunlin.coap.exchange.ObservePolicy;
import io.dunlin.coap.exchange.Outcome;
import io.dunlin.coap.exchange.PeerKey;
import io.dunlin.coap.exchange.ServerExchange;
import io.dunlin.coap.exchange.ServerObservation;
import io.dunlin.coap.exchange.WholeRequest;
import io.dunlin.core.Loop;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A CoAP client and server on one socket (RFC 7252, 7641, 7959). Made by {@link #builder}; its state lives on one
 * {@link Loop}, and services are called there.
 */
public final class CoapEndpoint implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CoapEndpoint.class);
    static final CoapResponse INTERNAL_SERVER_ERROR = CoapResponse.of(Code.INTERNAL_SERVER_ERROR);
    private static final CoapResponse PROXYING_NOT_SUPPORTED = CoapResponse.of(Code.PROXYING_NOT_SUPPORTED);

    private final Loop loop;
    private final Datagrams datagrams;
    private final Service<CoapRequest, CoapResponse> service;
    private final Exchanges exchanges;
    private final BlockwiseClient client;
    private final BlockwiseServer server;
    private final int maxBodyBytes;
    private final ObservePolicy observe;
    private Loop.@Nullable Timer timer;
    private long timerAt = Long.MAX_VALUE;
    private boolean closed;

    CoapEndpoint(CoapEndpointBuilder builder, Loop loop, Datagrams datagrams) {
        this.loop = loop;
        this.datagrams = datagrams;
        this.service = builder.service;
        this.observe = builder.observe;
        BlockLimits blocks = builder.blocks;
        this.maxBodyBytes = blocks.maxBodyBytes();
        this.server = new BlockwiseServer(blocks, this::serve);
        this.exchanges = new Exchanges(builder.timing, builder.limits, builder.random, new Output());
        this.client = new BlockwiseClient(exchanges, blocks, builder.random);
    }

    /**
     * Starts the description of an endpoint.
     *
     * @return a builder with the defaults of the RFCs
     */
    public static CoapEndpointBuilder builder() {
        return new CoapEndpointBuilder();
    }

    /**
     * Begins to receive. Call it again only after it failed.
     *
     * @return the local port; completed on the loop, with an {@link IllegalStateException} if the address cannot be bound
     *     or the endpoint is closed
     */
    public CompletableFuture<Integer> start() {
        CompletableFuture<Integer> opened = new CompletableFuture<>();
        loop.execute(() -> {
            if (closed) {
                opened.completeExceptionally(new IllegalStateException("the endpoint is closed"));
            } else {
                datagrams.open(new Receiver(opened));
            }
        });
        return opened;
    }

    /**
     * Makes a client for a peer.
     *
     * @param host a name or a literal address; a name is looked up now, which may block
     * @param port 1 to 65535; CoAP's own is 5683
     * @return the client
     */
    public CoapClient client(String host, int port) {
        return client(datagrams.resolve(host, port));
    }

    /**
     * Makes a client for a peer, for instance one whose request this endpoint serves.
     *
     * @param peer whom to ask
     * @return the client
     */
    public CoapClient client(PeerKey peer) {
        return new CoapClient(this, peer);
    }

    /**
     * Returns where this endpoint lives.
     *
     * @return the loop
     */
    public Loop loop() {
        return loop;
    }

    /**
     * Returns what was counted; read it on the loop.
     *
     * @return a live view
     */
    public Counters counters() {
        return exchanges.counters();
    }

    /** Ends all requests and closes the socket. May be called from any thread and more than once. */
    @Override
    public void close() {
        loop.execute(() -> {
            if (closed) {
                return;
            }
            closed = true;
            exchanges.close(loop.nanoTime());
            if (timer != null) {
                timer.cancel();
            }
            datagrams.close();
        });
    }

    int maxBodyBytes() {
        return maxBodyBytes;
    }

    ClientExchange request(PeerKey peer, CoapCall call, BlockwiseClient.Handler handler) {
        long now = loop.nanoTime();
        ClientExchange exchange = client.request(
                peer,
                call.confirmable(),
                call.method(),
                call.options(),
                call.body(),
                call.timeout().toNanos(),
                handler,
                now);
        arm();
        return exchange;
    }

    ClientExchange observe(PeerKey peer, CoapCall call, BlockwiseClient.Observer observer) {
        long timeout = call.timeout().toNanos();
        long now = loop.nanoTime();
        ClientExchange exchange =
                client.observe(peer, call.method(), call.options(), call.body(), timeout, observer, now);
        arm();
        return exchange;
    }

    void ping(PeerKey peer, Outcome.Handler handler) {
        exchanges.ping(peer, handler, loop.nanoTime());
        arm();
    }

    private void serve(WholeRequest whole) {
        Options options = whole.message().options();
        CoapRequest request = new CoapRequest(whole.peer(), whole.message().code(), options, whole.body(), Map.of());
        whole.leaveIfAsked();
        long mark = Subject.now();
        CompletionStage<CoapResponse> unused = ask(request).whenComplete((response, failure) -> {
            CoapResponse answer = failure == null ? response : INTERNAL_SERVER_ERROR;
            onLoop(() -> respond(whole, request, mark, answer));
        });
    }

    /** Asks the service; what it throws fails the stage. */
    CompletionStage<CoapResponse> ask(CoapRequest request) {
        Options options = request.options();
        if (options.has(Option.PROXY_URI) || options.has(Option.PROXY_SCHEME)) {
            return CompletableFuture.completedStage(PROXYING_NOT_SUPPORTED);
        }
        CompletionStage<CoapResponse> stage;
        try {
            stage = service.apply(request);
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedStage(e);
        }
        return stage.whenComplete((response, failure) -> {
            if (failure != null) {
                LOG.error("The service failed for {}", request, failure);
            }
        });
    }

    /** Runs at once on the loop, else soon. */
    void onLoop(Runnable task) {
        if (loop.inLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    void notify(ServerObservation observation, CoapResponse state) {
        server.notify(observation, state.code(), state.options(), state.body(), loop.nanoTime());
        arm();
    }

    private void respond(WholeRequest whole, CoapRequest request, long mark, CoapResponse response) {
        Subject subject = response.subject();
        if (subject != null && response.code().isSuccess()) {
            Observer observer = new Observer(this, request, subject);
            ServerObservation observation = whole.observe(observe, observer::closed, loop.nanoTime());
            if (observation != null) {
                observer.opened(observation, mark);
            }
        }
        whole.respond(response.code(), response.options(), response.body(), loop.nanoTime());
        arm();
    }

    /** Makes sure that the loop wakes when a state machine wants to. */
    private void arm() {
        long at = Math.min(exchanges.deadlineNanos(), server.deadlineNanos());
        if (at >= timerAt || closed) {
            // A timer that is too early costs one idle tick; moving it at every message would cost more.
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timerAt = at;
        timer = loop.schedule(at - loop.nanoTime(), this::tick);
    }

    private void tick() {
        timer = null;
        timerAt = Long.MAX_VALUE;
        if (closed) {
            return;
        }
        long now = loop.nanoTime();
        exchanges.tick(now);
        server.tick(now);
        arm();
    }

    private final class Output implements ExchangeOutput {
        @Override
        public void send(PeerKey peer, byte[] bytes, int offset, int length) {
            datagrams.send(peer, bytes, offset, length);
        }

        @Override
        public void request(ServerExchange exchange) {
            server.request(exchange, loop.nanoTime());
        }
    }

    private final class Receiver implements Datagrams.Receiver {
        private final CompletableFuture<Integer> opened;

        Receiver(CompletableFuture<Integer> opened) {
            this.opened = opened;
        }

        @Override
        public void opened(int localPort) {
            opened.complete(localPort);
        }

        @Override
        public void received(PeerKey peer, byte[] bytes, int offset, int length) {
            if (closed) {
                return;
            }
            exchanges.receive(peer, bytes, offset, length, loop.nanoTime());
            arm();
        }

        @Override
        public void disconnected(PeerKey peer, String reason) {
            LOG.debug("The association with {} is over: {}", peer, reason);
            exchanges.disconnected(peer, loop.nanoTime());
            arm();
        }

        @Override
        public void failed(String reason) {
            LOG.warn("The endpoint cannot receive: {}", reason);
            opened.completeExceptionally(new IllegalStateException(reason));
        }
    }
}

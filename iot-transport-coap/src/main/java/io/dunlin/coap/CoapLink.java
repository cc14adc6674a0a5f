/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.exchange.Outcome;
import io.dunlin.coap.exchange.PeerKey;
import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.SendOutcome;
import io.dunlin.core.Tenant;
import io.dunlin.core.wire.Address.Direction;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's link over CoAP: messages up are confirmable POSTs to the fleet, messages down are POSTs of the fleet to this
 * endpoint. The link is up while the fleet answers its presence, which it repeats so that the fleet knows where the device
 * is.
 *
 * <p>A message is handed to the listener once for each time it was sent, unless the network holds a copy back for longer
 * than EXCHANGE_LIFETIME of the {@link io.dunlin.coap.exchange.Timing}; such a copy is handed on again. As over every
 * {@link Link}, receivers are idempotent.
 */
public final class CoapLink implements Link {

    private static final Logger LOG = LoggerFactory.getLogger(CoapLink.class);
    private static final CompletionStage<CoapResponse> CHANGED =
            CompletableFuture.completedStage(CoapResponse.of(Code.CHANGED));
    private static final CompletionStage<CoapResponse> UNAUTHORIZED =
            CompletableFuture.completedStage(CoapResponse.of(Code.UNAUTHORIZED));

    private final Tenant tenant;
    private final DeviceId device;
    private final CoapEndpoint endpoint;
    private final PeerKey fleet;
    private final Loop loop;
    private final Capabilities capabilities;
    private final Duration keepAlive;
    private final Duration sendTimeout;
    private final Backoff backoff;
    private @Nullable Listener listener;
    private Loop.@Nullable Timer presenceTimer;
    private int inFlight;
    private boolean up;
    private boolean closed;

    CoapLink(CoapLinkBuilder builder, CoapEndpointBuilder endpointBuilder, boolean secure) {
        this.tenant = builder.tenant;
        this.device = builder.device();
        Router.Builder routes = Router.builder();
        for (Channel channel : Channel.values()) {
            String path = LinkPaths.message(tenant, device, Direction.DOWN, channel);
            routes.route(Code.POST, path, request -> receive(channel, request));
        }
        this.endpoint = endpointBuilder.service(routes.build()).build();
        this.loop = endpoint.loop();
        this.fleet = endpoint.client(builder.host, builder.port).peer();
        this.keepAlive = builder.keepAlive;
        this.sendTimeout = builder.sendTimeout;
        String transport = secure ? "coaps+udp" : "coap+udp";
        this.capabilities =
                new Capabilities(transport, endpointBuilder.blocks.maxBodyBytes(), builder.maxInFlight, false, secure);
        this.backoff =
                new Backoff(builder.firstBackoff.toNanos(), builder.longestBackoff.toNanos(), endpointBuilder.random);
    }

    /**
     * Starts the description of a link.
     *
     * @return a builder with defaults
     */
    public static CoapLinkBuilder builder() {
        return new CoapLinkBuilder();
    }

    /**
     * Returns where the link lives: call its methods there. See {@link LinkBuilder#loop} for how long it lives.
     *
     * @return the loop
     */
    public Loop loop() {
        return loop;
    }

    @Override
    public void listen(Listener newListener) {
        if (listener != null) {
            throw new IllegalStateException("the link of " + device + " has a listener already");
        }
        listener = newListener;
    }

    @Override
    public void start() {
        CompletableFuture<Integer> unused = endpoint.start().whenComplete((port, failure) -> {
            if (failure != null) {
                down("no socket: " + failure.getMessage());
                loop.schedule(backoff.next(), this::start);
            } else {
                announce();
            }
        });
    }

    @Override
    public boolean isUp() {
        return up;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public void send(Channel channel, byte[] payload, Report report) {
        if (!up) {
            report.sent(SendOutcome.NOT_CONNECTED);
        } else if (payload.length > capabilities.maxPayloadBytes()) {
            report.sent(SendOutcome.TOO_LARGE);
        } else if (inFlight >= capabilities.maxInFlight()) {
            report.sent(SendOutcome.BUSY);
        } else {
            inFlight++;
            CoapCall call = CoapCall.of(Code.POST, LinkPaths.message(tenant, device, Direction.UP, channel))
                    .timeout(sendTimeout)
                    .body(LinkOutcomes.CBOR, payload);
            endpoint.request(fleet, call, (outcome, body, now) -> {
                inFlight--;
                report.sent(LinkOutcomes.of(outcome));
                if (LinkOutcomes.isLoss(outcome) && up) {
                    lost("the fleet did not answer: " + outcome.kind());
                }
            });
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (presenceTimer != null) {
            presenceTimer.cancel();
        }
        if (up) {
            // A courtesy: it may be lost, and then the fleet finds out by itself.
            CoapCall leave =
                    CoapCall.of(Code.DELETE, LinkPaths.presence(tenant, device)).nonConfirmable();
            endpoint.request(fleet, leave, (outcome, body, now) -> LOG.debug("{} has left", device));
        }
        down("closed");
        endpoint.close();
    }

    /** Says that the device is there, and again before the fleet forgets it. */
    private void announce() {
        presenceTimer = null;
        if (closed) {
            return;
        }
        CoapCall presence =
                CoapCall.of(Code.POST, LinkPaths.presence(tenant, device)).timeout(sendTimeout);
        endpoint.request(fleet, presence, (outcome, body, now) -> announced(outcome));
    }

    private void announced(Outcome outcome) {
        if (closed) {
            return;
        }
        if (!(outcome instanceof Outcome.Response response)
                || !response.message().code().isSuccess()) {
            lost("the fleet did not take the device's presence: " + LinkOutcomes.describe(outcome));
            return;
        }
        backoff.reset();
        if (!up) {
            up = true;
            if (listener != null) {
                listener.up(capabilities);
            }
        }
        again(keepAlive.toNanos());
    }

    private void lost(String reason) {
        if (closed) {
            return;
        }
        down(reason);
        again(backoff.next());
    }

    private void again(long delayNanos) {
        if (presenceTimer != null) {
            presenceTimer.cancel();
        }
        presenceTimer = loop.schedule(delayNanos, this::announce);
    }

    private void down(String reason) {
        up = false;
        if (listener != null) {
            listener.down(reason);
        }
    }

    private CompletionStage<CoapResponse> receive(Channel channel, CoapRequest request) {
        if (!request.peer().equals(fleet)) {
            return UNAUTHORIZED;
        }
        if (listener != null) {
            listener.message(channel, request.body());
        }
        return CHANGED;
    }
}

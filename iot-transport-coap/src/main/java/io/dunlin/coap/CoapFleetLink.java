/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import io.dunlin.coap.exchange.PeerKey;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.SendOutcome;
import io.dunlin.core.Tenant;
import io.dunlin.core.wire.Address.Direction;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A fleet's link over CoAP: one endpoint that devices post to, and that posts to each device where it was last heard. A
 * message up is answered with 2.04 only when its effect is settled; if that takes long the answer comes apart. As
 * over every {@link FleetLink}, a message may come twice: see {@link CoapLink}.
 */
public final class CoapFleetLink implements FleetLink {

    private static final CompletionStage<CoapResponse> CHANGED =
            CompletableFuture.completedStage(CoapResponse.of(Code.CHANGED));
    private static final CompletionStage<CoapResponse> DELETED =
            CompletableFuture.completedStage(CoapResponse.of(Code.DELETED));
    private static final CompletionStage<CoapResponse> NOT_FOUND =
            CompletableFuture.completedStage(CoapResponse.of(Code.NOT_FOUND));
    private static final CompletionStage<CoapResponse> FORBIDDEN =
            CompletableFuture.completedStage(CoapResponse.of(Code.FORBIDDEN));
    private static final CompletionStage<CoapResponse> UNAVAILABLE = CompletableFuture.completedStage(CoapResponse.of(
            Code.SERVICE_UNAVAILABLE, Options.builder().uint(Option.MAX_AGE, 5).build(), new byte[0]));

    private static final long FIRST_BACKOFF = 500_000_000L;
    private static final long LONGEST_BACKOFF = 30_000_000_000L;

    private final Tenant tenant;
    private final CoapEndpoint endpoint;
    private final Loop loop;
    private final int maxDevices;
    private final int maxUnsettled;
    private final long forgetAfter;
    private final Duration sendTimeout;
    private final Backoff backoff;
    /** Who was heard least recently comes first. */
    private final Map<DeviceId, Seat> seats = new LinkedHashMap<>();

    private @Nullable Listener listener;
    private int unsettled;
    private boolean up;
    private int localPort;
    private boolean closed;

    /** Where a device was last heard. */
    private record Seat(PeerKey peer, long heardAt) {}

    CoapFleetLink(CoapFleetLinkBuilder builder, CoapEndpointBuilder endpointBuilder) {
        this.tenant = builder.tenant;
        this.maxDevices = builder.maxDevices;
        this.maxUnsettled = builder.maxUnsettled;
        this.sendTimeout = builder.sendTimeout;
        this.backoff = new Backoff(FIRST_BACKOFF, LONGEST_BACKOFF, endpointBuilder.random);
        this.forgetAfter = builder.keepAlive.toNanos() * 3;
        String prefix = "/dunlin/v1/{tenant}/{device}/";
        this.endpoint = endpointBuilder
                .service(Router.builder()
                        .route(Code.POST, prefix + "up/{channel}", this::message)
                        .route(Code.POST, prefix + "link", request -> presence(request, true))
                        .route(Code.DELETE, prefix + "link", request -> presence(request, false))
                        .build())
                .build();
        this.loop = endpoint.loop();
    }

    /**
     * Starts the description of a link.
     *
     * @return a builder with defaults
     */
    public static CoapFleetLinkBuilder builder() {
        return new CoapFleetLinkBuilder();
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
            throw new IllegalStateException("the fleet's link has a listener already");
        }
        listener = newListener;
    }

    @Override
    public void start() {
        CompletableFuture<Integer> unused = endpoint.start().whenComplete((port, failure) -> {
            if (closed || listener == null) {
                return;
            }
            if (failure == null) {
                localPort = port;
                up = true;
                listener.up();
            } else {
                listener.down(String.valueOf(failure.getMessage()));
                loop.schedule(backoff.next(), this::start);
            }
        });
    }

    /**
     * Returns where devices reach this link.
     *
     * @return the local port, or 0 while it is not bound
     */
    public int localPort() {
        return localPort;
    }

    @Override
    public boolean isUp() {
        return up;
    }

    @Override
    public void send(DeviceId device, Channel channel, byte[] payload, Link.Report report) {
        Seat seat = up ? seat(device) : null;
        if (seat == null) {
            report.sent(SendOutcome.NOT_CONNECTED);
            return;
        }
        if (payload.length > endpoint.maxBodyBytes()) {
            report.sent(SendOutcome.TOO_LARGE);
            return;
        }
        CoapCall call = CoapCall.of(Code.POST, LinkPaths.message(tenant, device, Direction.DOWN, channel))
                .timeout(sendTimeout)
                .body(LinkOutcomes.CBOR, payload);
        endpoint.request(seat.peer, call, (outcome, body, now) -> {
            Seat present = seats.get(device);
            if (LinkOutcomes.isLoss(outcome) && present != null && present.peer.equals(seat.peer)) {
                seats.remove(device);
            }
            report.sent(LinkOutcomes.of(outcome));
        });
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        up = false;
        seats.clear();
        if (listener != null) {
            listener.down("closed");
        }
        endpoint.close();
    }

    private @Nullable Seat seat(DeviceId device) {
        Seat seat = seats.get(device);
        if (seat != null && loop.nanoTime() - seat.heardAt > forgetAfter) {
            seats.remove(device);
            return null;
        }
        return seat;
    }

    private CompletionStage<CoapResponse> presence(CoapRequest request, boolean here) {
        DeviceId device = device(request);
        if (device == null) {
            return NOT_FOUND;
        }
        if (isForeign(device, request.peer())) {
            return FORBIDDEN;
        }
        if (!here) {
            Seat seat = seats.get(device);
            if (seat != null && seat.peer.equals(request.peer())) {
                seats.remove(device);
            }
            return DELETED;
        }
        return heard(device, request.peer()) ? CHANGED : UNAVAILABLE;
    }

    private CompletionStage<CoapResponse> message(CoapRequest request) {
        DeviceId device = device(request);
        Channel channel = channel(request.variable("channel"));
        if (device == null || channel == null) {
            return NOT_FOUND;
        }
        if (isForeign(device, request.peer())) {
            return FORBIDDEN;
        }
        if (listener == null || unsettled >= maxUnsettled || !heard(device, request.peer())) {
            return UNAVAILABLE;
        }
        unsettled++;
        CompletableFuture<CoapResponse> answer = new CompletableFuture<>();
        listener.message(
                device,
                channel,
                request.body(),
                () -> loop.execute(() -> {
                    if (!answer.isDone()) {
                        unsettled--;
                        answer.complete(CoapResponse.of(Code.CHANGED));
                    }
                }));
        return answer;
    }

    /** A peer that proved who it is speaks for itself only. */
    private static boolean isForeign(DeviceId device, PeerKey peer) {
        return peer.authenticated() && !device.value().equals(peer.identity());
    }

    private boolean heard(DeviceId device, PeerKey peer) {
        if (seats.remove(device) == null
                && seats.size() >= maxDevices
                && seat(seats.keySet().iterator().next()) != null) {
            return false;
        }
        seats.put(device, new Seat(peer, loop.nanoTime()));
        return true;
    }

    private @Nullable DeviceId device(CoapRequest request) {
        String name = request.variable("device");
        String owner = request.variable("tenant");
        boolean ours = owner.equals(tenant.value().isEmpty() ? "_" : tenant.value());
        return ours && DeviceId.isValid(name) ? new DeviceId(name) : null;
    }

    private static @Nullable Channel channel(String segment) {
        for (Channel channel : Channel.values()) {
            if (channel.segment().equals(segment)) {
                return channel;
            }
        }
        return null;
    }
}

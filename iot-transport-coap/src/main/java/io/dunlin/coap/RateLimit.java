/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.exchange.PeerKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Bounds how many requests each peer may have served: one too many is answered with 4.29 and the time to wait (RFC 8516).
 * Each peer may save up a burst. Thread-safe.
 */
public final class RateLimit implements Filter<CoapRequest, CoapResponse> {

    private static final long SECOND = 1_000_000_000L;

    private final long interval;
    private final int burst;
    private final int maxPeers;
    private final LongSupplier nanoTime;
    /** Until when what each peer was served is paid for, at the even rate; who asked least recently comes first. */
    private final Map<PeerKey, Long> paidUntil = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Makes a limit.
     *
     * @param perSecond how many requests of one peer are served in the long run
     * @param burst how many at once, at least 1
     * @param maxPeers how many peers are watched; who asked least recently is forgotten, and may have a burst again
     * @param nanoTime the monotonic clock
     */
    public RateLimit(double perSecond, int burst, int maxPeers, LongSupplier nanoTime) {
        if (!(perSecond > 0) || burst < 1 || maxPeers < 1) {
            throw new IllegalArgumentException(
                    "no limit: " + perSecond + " requests a second, " + burst + " at once, " + maxPeers + " peers");
        }
        this.interval = Math.max(1, Math.round(SECOND / perSecond));
        this.burst = burst;
        this.maxPeers = maxPeers;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletionStage<CoapResponse> apply(CoapRequest request, Service<CoapRequest, CoapResponse> next) {
        long wait = take(request.peer());
        if (wait <= 0) {
            return next.apply(request);
        }
        long seconds = (wait + SECOND - 1) / SECOND;
        return CompletableFuture.completedStage(
                CoapResponse.of(Code.TOO_MANY_REQUESTS).maxAge(seconds));
    }

    /** Counts a request; returns how long it has to wait, in which case it is not counted. */
    private synchronized long take(PeerKey peer) {
        long now = nanoTime.getAsLong();
        Long before = paidUntil.get(peer);
        long from = before == null || before - now < 0 ? now : before;
        long ahead = from - now - interval * (burst - 1L);
        if (ahead > 0) {
            return ahead;
        }
        paidUntil.put(peer, from + interval);
        if (paidUntil.size() > maxPeers) {
            paidUntil.remove(paidUntil.keySet().iterator().next());
        }
        return 0;
    }
}

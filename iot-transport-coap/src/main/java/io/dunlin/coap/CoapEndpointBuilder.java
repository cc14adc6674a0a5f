/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.exchange.BlockLimits;
import io.dunlin.coap.exchange.ExchangeLimits;
import io.dunlin.coap.exchange.ObservePolicy;
import io.dunlin.coap.exchange.Timing;
import io.dunlin.coap.netty.UdpDatagrams;
import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.rim.SystemRandom;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Describes an endpoint, in the order of the RFCs: where, when, how much, what. One thread at a time. */
public final class CoapEndpointBuilder {

    Service<CoapRequest, CoapResponse> service =
            request -> CompletableFuture.completedStage(CoapResponse.of(Code.NOT_FOUND));
    Timing timing = Timing.DEFAULT;
    ExchangeLimits limits = ExchangeLimits.DEFAULT;
    BlockLimits blocks = BlockLimits.DEFAULT;
    ObservePolicy observe = ObservePolicy.DEFAULT;
    RandomSource random = new SystemRandom();
    private InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private @Nullable Datagrams datagrams;
    private @Nullable Loop loop;

    CoapEndpointBuilder() {}

    /**
     * Binds plain UDP to an address. Bind one endpoint per address of a machine with several, so that answers leave from
     * where they were asked.
     *
     * @param address the local address; port 0 means any. The default is any port of the loopback.
     * @return this
     */
    public CoapEndpointBuilder bind(InetSocketAddress address) {
        local = address;
        return this;
    }

    /**
     * Uses something else than plain UDP.
     *
     * @param carrier what carries datagrams; needs {@link #loop} too
     * @return this
     */
    public CoapEndpointBuilder datagrams(Datagrams carrier) {
        datagrams = carrier;
        return this;
    }

    /**
     * Shares a loop with others. Without it the endpoint has a thread of its own, which ends when it is closed.
     *
     * @param shared where the endpoint lives
     * @return this
     */
    public CoapEndpointBuilder loop(Loop shared) {
        loop = shared;
        return this;
    }

    /**
     * Sets the transmission parameters (RFC 7252 section 4.8).
     *
     * @param parameters the default is {@link Timing#DEFAULT}
     * @return this
     */
    public CoapEndpointBuilder timing(Timing parameters) {
        timing = parameters;
        return this;
    }

    /**
     * Sets what is kept for peers.
     *
     * @param maxima the default is {@link ExchangeLimits#DEFAULT}
     * @return this
     */
    public CoapEndpointBuilder limits(ExchangeLimits maxima) {
        limits = maxima;
        return this;
    }

    /**
     * Sets how large blocks and bodies may be (RFC 7959).
     *
     * @param maxima the default is {@link BlockLimits#DEFAULT}
     * @return this
     */
    public CoapEndpointBuilder blocks(BlockLimits maxima) {
        blocks = maxima;
        return this;
    }

    /**
     * Sets how observers are served (RFC 7641 section 4).
     *
     * @param policy the default is {@link ObservePolicy#DEFAULT}
     * @return this
     */
    public CoapEndpointBuilder observe(ObservePolicy policy) {
        observe = policy;
        return this;
    }

    /**
     * Sets where tokens, message ids and jitter come from.
     *
     * @param source the default is {@link SystemRandom}
     * @return this
     */
    public CoapEndpointBuilder random(RandomSource source) {
        random = source;
        return this;
    }

    /**
     * Sets what answers requests.
     *
     * @param server the default answers 4.04
     * @return this
     */
    public CoapEndpointBuilder service(Service<CoapRequest, CoapResponse> server) {
        service = server;
        return this;
    }

    /**
     * Makes the endpoint; it is silent until {@link CoapEndpoint#start}.
     *
     * @return the endpoint
     */
    public CoapEndpoint build() {
        Loop shared = loop;
        if (datagrams != null) {
            if (shared == null) {
                throw new IllegalStateException("datagrams of one's own need the loop that they live on");
            }
            return new CoapEndpoint(this, shared, datagrams);
        }
        UdpDatagrams udp = UdpDatagrams.on(shared, local, limits.codec().maxMessageBytes());
        return new CoapEndpoint(this, udp.home(), udp);
    }
}

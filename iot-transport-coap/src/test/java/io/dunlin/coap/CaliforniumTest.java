/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.exchange.Timing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Californium as the other end, in both roles. */
@Tag("live")
class CaliforniumTest {

    private static final byte[] LARGE = new byte[8_000];

    static {
        new Random(1).nextBytes(LARGE);
    }

    private static Configuration configuration() {
        CoapConfig.register();
        UdpConfig.register();
        return Configuration.createStandardWithoutFile().set(CoapConfig.MAX_RESOURCE_BODY_SIZE, 65_536);
    }

    private static org.eclipse.californium.core.network.CoapEndpoint theirEndpoint() {
        return new org.eclipse.californium.core.network.CoapEndpoint.Builder()
                .setConfiguration(configuration())
                .setInetSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .build();
    }

    @Test
    void ourClient_talksToTheirServer() throws Exception {
        CoapServer server = new CoapServer(configuration());
        server.addEndpoint(theirEndpoint());
        server.add(new CoapResource("box") {
            @Override
            public void handleGET(CoapExchange exchange) {
                exchange.respond(CoAP.ResponseCode.CONTENT, LARGE, 42);
            }

            @Override
            public void handlePUT(CoapExchange exchange) {
                exchange.accept();
                exchange.respond(CoAP.ResponseCode.CHANGED, "" + exchange.getRequestPayload().length);
            }
        });
        server.start();
        try (CoapEndpoint ours = CoapEndpoint.builder().timing(Timing.LAN).build()) {
            ours.start().get(10, TimeUnit.SECONDS);
            CoapClient client = ours.client(
                    "127.0.0.1", server.getEndpoints().get(0).getAddress().getPort());
            assertThat(response(client.get("/box")).body()).isEqualTo(LARGE);
            assertThat(response(client.put("/box", 42, LARGE)).body())
                    .asString()
                    .isEqualTo("8000");
            assertThat(response(client.get("/none")).code()).isSameAs(Code.NOT_FOUND);
            assertThat(client.ping().get(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            server.destroy();
        }
    }

    @Test
    void theirClient_talksToOurServer() throws Exception {
        Router router = Router.builder()
                .route(Code.GET, "/box", request -> CompletableFuture.completedStage(CoapResponse.content(42, LARGE)))
                .route(
                        Code.POST,
                        "/box",
                        request -> CompletableFuture.completedStage(CoapResponse.content(42, request.body())))
                .route(
                        Code.GET,
                        "/slow",
                        request -> CompletableFuture.supplyAsync(
                                () -> CoapResponse.of(Code.VALID),
                                CompletableFuture.delayedExecutor(700, TimeUnit.MILLISECONDS)))
                .build();
        try (CoapEndpoint ours = CoapEndpoint.builder().service(router).build()) {
            String base = "coap://127.0.0.1:" + ours.start().get(10, TimeUnit.SECONDS);
            var theirs = theirEndpoint();
            theirs.start();
            try {
                var client = new org.eclipse.californium.core.CoapClient(base + "/box").setEndpoint(theirs);
                assertThat(client.get().getPayload()).isEqualTo(LARGE);
                assertThat(client.post(LARGE, 42).getPayload()).isEqualTo(LARGE);
                assertThat(client.post(LARGE, 42).getOptions().getContentFormat())
                        .isEqualTo(42);
                assertThat(client.ping(5_000)).isTrue();
                client.setURI(base + "/slow");
                assertThat(client.get().getCode()).isEqualTo(CoAP.ResponseCode.VALID);
                client.setURI(base + "/none");
                assertThat(client.get().getCode()).isEqualTo(CoAP.ResponseCode.NOT_FOUND);
            } finally {
                theirs.destroy();
            }
        }
    }

    private static CoapResponse response(CompletableFuture<CoapResult> future) throws Exception {
        CoapResult result = future.get(30, TimeUnit.SECONDS);
        assertThat(result).isInstanceOf(CoapResult.Answer.class);
        return ((CoapResult.Answer) result).response();
    }
}

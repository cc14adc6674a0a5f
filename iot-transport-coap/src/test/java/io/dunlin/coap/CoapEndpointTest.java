/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import io.dunlin.coap.exchange.BlockLimits;
import io.dunlin.coap.exchange.Outcome;
import io.dunlin.coap.exchange.Timing;
import io.dunlin.core.rim.ExecutorLoop;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real datagrams on the loopback. */
class CoapEndpointTest {

    private static final byte[] LARGE = new byte[70_000];

    static {
        new Random(1).nextBytes(LARGE);
    }

    private final List<AutoCloseable> open = new ArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CompletableFuture<CoapResponse> never = new CompletableFuture<>();

    private final Service<CoapRequest, CoapResponse> service = Router.builder()
            .route(Code.GET, "/hello", request -> done(CoapResponse.content(0, bytes("world"))))
            .route(Code.GET, "/large", request -> done(CoapResponse.content(42, LARGE)))
            .route(Code.POST, "/echo", request -> done(CoapResponse.content(request.contentFormat(), request.body())))
            .route(Code.PUT, "/size", request -> done(CoapResponse.content(0, bytes("" + request.body().length))))
            .route(Code.GET, "/by/{name}/x", request -> done(CoapResponse.content(0, bytes(request.variable("name")))))
            .route(Code.GET, "/throws", request -> {
                throw new IllegalStateException("on purpose");
            })
            .route(
                    Code.GET,
                    "/fails",
                    request -> CompletableFuture.failedFuture(new IllegalStateException("on purpose")))
            .route(Code.GET, "/elsewhere", request -> CompletableFuture.supplyAsync(() -> CoapResponse.of(Code.VALID)))
            .route(Code.GET, "/never", request -> {
                asked.countDown();
                return never;
            })
            .build();

    private static CompletableFuture<CoapResponse> done(CoapResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private CoapEndpoint started(CoapEndpointBuilder builder) {
        CoapEndpoint endpoint = builder.timing(Timing.LAN).build();
        open.add(endpoint);
        return endpoint;
    }

    private CoapClient client() throws Exception {
        CoapEndpoint server = started(CoapEndpoint.builder().service(service));
        int port = server.start().get(10, TimeUnit.SECONDS);
        CoapEndpoint endpoint = started(CoapEndpoint.builder());
        endpoint.start().get(10, TimeUnit.SECONDS);
        return endpoint.client("127.0.0.1", port);
    }

    private static CoapResponse answer(CompletableFuture<CoapResult> future) throws Exception {
        CoapResult result = future.get(30, TimeUnit.SECONDS);
        assertThat(result).isInstanceOf(CoapResult.Answer.class);
        return ((CoapResult.Answer) result).response();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable endpoint : open) {
            endpoint.close();
        }
    }

    @Test
    void client_readsAndWrites_throughTheRouter() throws Exception {
        CoapClient client = client();
        CoapResponse hello = answer(client.get("/hello"));
        assertThat(hello.code()).isSameAs(Code.CONTENT);
        assertThat(hello.body()).isEqualTo(bytes("world"));
        assertThat(hello.options().uint(Option.CONTENT_FORMAT, -1)).isZero();
        assertThat(answer(client.get("/by/me/x")).body()).isEqualTo(bytes("me"));
        assertThat(answer(client.post("/echo", 60, bytes("abc"))).body()).isEqualTo(bytes("abc"));
        assertThat(answer(client.put("/size", 0, new byte[7])).body()).isEqualTo(bytes("7"));
        assertThat(answer(client.get("/nothing")).code()).isSameAs(Code.NOT_FOUND);
        assertThat(answer(client.get("/by/me")).code()).isSameAs(Code.NOT_FOUND);
        assertThat(answer(client.delete("/hello")).code()).isSameAs(Code.METHOD_NOT_ALLOWED);
        assertThat(answer(client.get("/elsewhere")).code()).isSameAs(Code.VALID);
        assertThat(answer(client.send(CoapCall.of(Code.GET, "/hello").nonConfirmable()))
                        .code())
                .isSameAs(Code.CONTENT);
        assertThat(client.ping().get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void failingService_isAnsweredWith500_andAProxyRequestWith505() throws Exception {
        CoapClient client = client();
        assertThat(answer(client.get("/throws")).code()).isSameAs(Code.INTERNAL_SERVER_ERROR);
        assertThat(answer(client.get("/fails")).code()).isSameAs(Code.INTERNAL_SERVER_ERROR);
        Options proxy = Options.builder()
                .string(Option.PROXY_URI, "coap://example.org/")
                .build();
        CoapCall call = CoapCall.of(Code.GET, "/hello").options(proxy);
        assertThat(answer(client.send(call)).code()).isSameAs(Code.PROXYING_NOT_SUPPORTED);
    }

    @Test
    void largeBodies_travelInBlocks_bothWays() throws Exception {
        CoapClient client = client();
        assertThat(answer(client.get("/large")).body()).isEqualTo(LARGE);
        assertThat(answer(client.post("/echo", 42, LARGE)).body()).isEqualTo(LARGE);
    }

    @Test
    void bodyBeyondTheLimit_isRefused_byTheClientAndByTheServer() throws Exception {
        CoapClient client = client();
        assertThatThrownBy(() -> client.post("/echo", 42, new byte[300_000]).get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("maxBodyBytes is 262144");
        CoapEndpoint generous =
                started(CoapEndpoint.builder().blocks(new BlockLimits(512, 1 << 20, 4, 4, 1_000_000_000L)));
        generous.start().get(10, TimeUnit.SECONDS);
        CoapResponse refused = answer(generous.client(client.peer()).post("/echo", 42, new byte[300_000]));
        assertThat(refused.code()).isSameAs(Code.REQUEST_ENTITY_TOO_LARGE);
        assertThat(refused.options().uint(Option.SIZE1, -1)).isEqualTo(262_144);
    }

    @Test
    void request_timesOut_isCancelled_orEndsWithTheEndpoint() throws Exception {
        CoapClient client = client();
        CoapCall call = CoapCall.of(Code.GET, "/never").timeout(Duration.ofMillis(50));
        CoapResult late = client.send(call).get(10, TimeUnit.SECONDS);
        assertThat(late.kind()).isEqualTo(Outcome.Kind.TIMEOUT);
        assertThat(late.retryable()).isTrue();
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<CoapResult> cancelled = client.get("/never");
        cancelled.cancel(true);
        CompletableFuture<CoapResult> closed = client.get("/never");
        open.get(1).close();
        assertThat(closed.get(10, TimeUnit.SECONDS).kind()).isEqualTo(Outcome.Kind.CLOSED);
        assertThat(closed.get().retryable()).isFalse();
    }

    @Test
    void server_survivesMalformedDatagrams_andUnreachablePeers() throws Exception {
        CoapEndpoint server = started(CoapEndpoint.builder().service(service));
        int port = server.start().get(10, TimeUnit.SECONDS);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            // The socket is gone before the answer comes, so the system reports the port as unreachable.
            try (DatagramSocket socket = new DatagramSocket(0, loopback)) {
                byte[] junk = new byte[random.nextInt(3_000)];
                random.nextBytes(junk);
                if (junk.length > 0 && i % 2 == 0) {
                    junk[0] = 0x40;
                }
                socket.send(new DatagramPacket(junk, junk.length, loopback, port));
            }
        }
        CoapEndpoint endpoint = started(CoapEndpoint.builder());
        endpoint.start().get(10, TimeUnit.SECONDS);
        assertThat(answer(endpoint.client("127.0.0.1", port).get("/hello")).body())
                .isEqualTo(bytes("world"));
        CompletableFuture<Long> malformed = new CompletableFuture<>();
        server.loop().execute(() -> malformed.complete(server.counters().malformed()));
        assertThat(malformed.get(10, TimeUnit.SECONDS)).isGreaterThan(50);
    }

    @Test
    void endpoint_livesOnAnyLoop_andTellsWhenItCannotBind() throws Exception {
        try (ExecutorLoop loop = ExecutorLoop.start("test", failure -> {})) {
            CoapEndpoint server = started(CoapEndpoint.builder().loop(loop).service(service));
            int port = server.start().get(10, TimeUnit.SECONDS);
            CoapEndpoint client = started(CoapEndpoint.builder().loop(loop));
            client.start().get(10, TimeUnit.SECONDS);
            assertThat(answer(client.client("127.0.0.1", port).get("/large")).body())
                    .isEqualTo(LARGE);
            CoapEndpoint second =
                    started(CoapEndpoint.builder().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            assertThatThrownBy(() -> second.start().get(10, TimeUnit.SECONDS)).hasMessageContaining("cannot bind");
        }
    }

    @Test
    void filter_seesRequestsFirstAndResponsesLast() throws Exception {
        List<String> seen = new ArrayList<>();
        Filter<String, String> outer = (request, next) -> {
            seen.add("outer " + request);
            return next.apply(request + "!").thenApply(answer -> answer + ".");
        };
        Filter<String, String> inner = (request, next) -> next.apply(request + "?");
        Service<String, String> echo = CompletableFuture::completedFuture;
        String answer =
                echo.behind(outer.then(inner)).apply("hi").toCompletableFuture().get();
        assertThat(answer).isEqualTo("hi!?.");
        assertThat(seen).containsExactly("outer hi");
    }

    @Test
    void programmingErrors_areNamed() {
        assertThatThrownBy(() -> CoapCall.of(Code.CONTENT, "/")).hasMessageContaining("2.05");
        assertThatThrownBy(() -> CoapCall.of(Code.GET, "/").timeout(Duration.ZERO))
                .hasMessageContaining("PT0S");
        assertThatThrownBy(() -> CoapResponse.of(Code.GET)).hasMessageContaining("0.01");
        Router.Builder routes = Router.builder().route(Code.GET, "/a/{b}", request -> never);
        assertThatThrownBy(() -> routes.route(Code.GET, "/a/{b}", request -> never))
                .hasMessageContaining("second");
        assertThatThrownBy(() -> routes.route(Code.GET, "/a/{c}", request -> never))
                .hasMessageContaining("{c}");
        assertThatThrownBy(() -> started(CoapEndpoint.builder()).client("no.such.host.invalid", 1))
                .hasMessageContaining("not known");
        assertThat(new CoapResult.Answer(CoapResponse.of(Code.SERVICE_UNAVAILABLE)).retryable())
                .isTrue();
        assertThat(new CoapResult.Answer(CoapResponse.of(Code.NOT_FOUND)).retryable())
                .isFalse();
    }
}

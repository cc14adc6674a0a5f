/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.EntityTag;
import io.dunlin.coap.codec.LinkFormat;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.WebLink;
import io.dunlin.coap.exchange.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A resource with versions, conditions and a description, over loopback. */
class ResourceTest {

    private final List<CoapEndpoint> open = new ArrayList<>();
    private volatile byte[] value = {1, 2, 3};
    private CoapClient client;

    @BeforeEach
    void start() throws Exception {
        Router router = Router.builder()
                .route(Code.GET, "/value", request -> CompletableFuture.completedStage(get(request)))
                .route(Code.PUT, "/value", request -> {
                    value = request.body();
                    return CompletableFuture.completedStage(CoapResponse.of(Code.CHANGED));
                })
                .route(
                        Code.FETCH,
                        "/value",
                        request -> CompletableFuture.completedStage(
                                CoapResponse.content(0, new byte[] {value[request.body()[0]]})))
                .route(Code.PATCH, "/value", request -> {
                    value[request.body()[0]] = request.body()[1];
                    return CompletableFuture.completedStage(CoapResponse.of(Code.CHANGED));
                })
                .route(Code.GET, "/by/{name}", request -> CompletableFuture.completedStage(CoapResponse.of(Code.VALID)))
                .describe(WebLink.to("/value").with("rt", "bytes raw").with("ct", "0"))
                .discoverable()
                .build();
        CoapEndpoint server = started(CoapEndpoint.builder()
                .service(router.behind(
                        Conditions.preconditions(request -> value.length == 0 ? null : EntityTag.of(value))
                                .then(Conditions.validating()))));
        int port = server.start().get(10, TimeUnit.SECONDS);
        CoapEndpoint endpoint = started(CoapEndpoint.builder());
        endpoint.start().get(10, TimeUnit.SECONDS);
        client = endpoint.client("127.0.0.1", port);
    }

    @AfterEach
    void close() {
        open.forEach(CoapEndpoint::close);
    }

    private CoapEndpoint started(CoapEndpointBuilder builder) {
        CoapEndpoint endpoint = builder.timing(Timing.LAN).build();
        open.add(endpoint);
        return endpoint;
    }

    private CoapResponse get(CoapRequest request) {
        return request.accepts(0) ? CoapResponse.content(0, value.clone()) : CoapResponse.of(Code.NOT_ACCEPTABLE);
    }

    private CoapResponse ask(CoapCall call) throws InterruptedException {
        return ((CoapResult.Answer) client.await(call)).response();
    }

    private static CoapCall get() {
        return CoapCall.of(Code.GET, "/value");
    }

    private static CoapCall put(int value) {
        return CoapCall.of(Code.PUT, "/value").body(0, new byte[] {(byte) value});
    }

    @Test
    void tdCoapCore20_contentIsNegotiated() throws Exception {
        assertThat(ask(get().accept(0)).contentFormat()).isZero();
        assertThat(ask(get().accept(50)).code()).isSameAs(Code.NOT_ACCEPTABLE);
    }

    @Test
    void tdCoapCore21_knownVersion_isAnsweredWithoutBody() throws Exception {
        CoapResponse first = ask(get());
        byte[] tag = first.options().opaque(Option.ETAG);
        assertThat(tag).isEqualTo(EntityTag.of(value));
        CoapResponse valid = ask(get().etag(new byte[] {9}).etag(tag));
        assertThat(valid.code()).isSameAs(Code.VALID);
        assertThat(valid.body()).isEmpty();
        assertThat(valid.options().opaque(Option.ETAG)).isEqualTo(tag);
        ask(put(5));
        assertThat(ask(get().etag(tag)).body()).containsExactly(5);
    }

    @Test
    void tdCoapCore22_changeIsMade_onlyOfTheVersionThatIsMeant() throws Exception {
        byte[] tag = ask(get()).options().opaque(Option.ETAG);
        assertThat(ask(put(5).ifMatch(tag)).code()).isSameAs(Code.CHANGED);
        assertThat(ask(put(6).ifMatch(tag)).code()).isSameAs(Code.PRECONDITION_FAILED);
        assertThat(value).containsExactly(5);
        assertThat(ask(put(7).ifMatch(new byte[0])).code()).isSameAs(Code.CHANGED);
    }

    @Test
    void tdCoapCore23_resourceIsCreated_onlyIfThereIsNone() throws Exception {
        assertThat(ask(put(5).ifNoneMatch()).code()).isSameAs(Code.PRECONDITION_FAILED);
        value = new byte[0];
        assertThat(ask(put(6).ifMatch(new byte[0])).code()).isSameAs(Code.PRECONDITION_FAILED);
        assertThat(ask(put(5).ifNoneMatch()).code()).isSameAs(Code.CHANGED);
    }

    @Test
    void rfc8132_fetchAndPatch_concernAPart() throws Exception {
        CoapResult fetched = client.fetch("/value", 0, new byte[] {1}).get(10, TimeUnit.SECONDS);
        assertThat(((CoapResult.Answer) fetched).response().body()).containsExactly(2);
        client.patch("/value", 0, new byte[] {1, 9}).get(10, TimeUnit.SECONDS);
        assertThat(value).containsExactly(1, 9, 3);
    }

    @Test
    void tdCoapLink01to09_resourcesAreDiscovered_andSelected() throws Exception {
        WebLink described = WebLink.to("/value").with("rt", "bytes raw").with("ct", "0");
        assertThat(client.discover().get(10, TimeUnit.SECONDS)).containsExactly(described);
        assertThat(client.discover("rt=raw").get(10, TimeUnit.SECONDS)).containsExactly(described);
        assertThat(client.discover("rt=by*", "ct=0").get(10, TimeUnit.SECONDS)).containsExactly(described);
        assertThat(client.discover("rt=nothing").get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(client.discover("href=/val*").get(10, TimeUnit.SECONDS)).hasSize(1);
        assertThat(ask(CoapCall.of(Code.GET, LinkFormat.WELL_KNOWN_CORE).accept(50))
                        .code())
                .isSameAs(Code.NOT_ACCEPTABLE);
        CoapEndpoint bare = started(CoapEndpoint.builder());
        int port = bare.start().get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> bare.client("127.0.0.1", port).discover().join())
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("4.04");
    }

    @Test
    void blockingCall_isRefusedOnTheLoop_andNamesWhatIsWrongWithIt() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        open.get(1).loop().execute(() -> {
            try {
                client.await(get());
                thrown.complete(new AssertionError("it waited"));
            } catch (InterruptedException | RuntimeException e) {
                thrown.complete(e);
            }
        });
        assertThat(thrown.get(10, TimeUnit.SECONDS)).hasMessageContaining("wait for itself");
        assertThatThrownBy(() -> client.await(CoapCall.of(Code.POST, "/value").body(0, new byte[1 << 20])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxBodyBytes");
    }
}

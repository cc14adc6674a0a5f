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
import io.dunlin.coap.exchange.Outcome;
import io.dunlin.coap.exchange.PeerKey;
import io.dunlin.coap.exchange.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The filters that keep a server from being flooded, fooled or used against others, and clients that go along. */
class ProtectionTest {

    private static final byte[] KEY = new byte[16];
    private static final byte[] LARGE = new byte[1_000];

    private record Key(String name, boolean authenticated) implements PeerKey {
        @Override
        public String toString() {
            return name;
        }
    }

    private final List<CoapEndpoint> open = new ArrayList<>();
    private final List<CoapRequest> served = new ArrayList<>();
    private final Service<CoapRequest, CoapResponse> service = request -> {
        served.add(request);
        return CompletableFuture.completedStage(CoapResponse.content(0, LARGE));
    };
    private long now;

    @AfterEach
    void close() {
        open.forEach(CoapEndpoint::close);
    }

    private static CoapRequest request(PeerKey peer, Code method, byte[] echo) {
        Options options = echo == null
                ? Options.NONE
                : Options.builder().opaque(Option.ECHO, echo).build();
        return new CoapRequest(peer, method, options, new byte[0], Map.of());
    }

    private static CoapResponse ask(Service<CoapRequest, CoapResponse> service, CoapRequest request) {
        return service.apply(request).toCompletableFuture().join();
    }

    @Test
    void rfc8516_peerThatAsksTooOften_isToldHowLongToWait() {
        Key a = new Key("a", true);
        Key b = new Key("b", true);
        Service<CoapRequest, CoapResponse> limited = service.behind(new RateLimit(0.5, 2, 2, () -> now));
        assertThat(ask(limited, request(a, Code.GET, null)).code()).isSameAs(Code.CONTENT);
        assertThat(ask(limited, request(a, Code.GET, null)).code()).isSameAs(Code.CONTENT);
        CoapResponse refused = ask(limited, request(a, Code.GET, null));
        assertThat(refused.code()).isSameAs(Code.TOO_MANY_REQUESTS);
        assertThat(new CoapResult.Answer(refused).retryAfter()).isEqualTo(Duration.ofSeconds(2));
        assertThat(ask(limited, request(b, Code.GET, null)).code()).isSameAs(Code.CONTENT);
        now += 2_000_000_000L;
        assertThat(ask(limited, request(a, Code.GET, null)).code()).isSameAs(Code.CONTENT);
        assertThat(ask(limited, request(a, Code.GET, null)).code()).isSameAs(Code.TOO_MANY_REQUESTS);
        // Two others push the first out, so it may have a burst again.
        ask(limited, request(b, Code.GET, null));
        ask(limited, request(new Key("c", true), Code.GET, null));
        assertThat(ask(limited, request(a, Code.GET, null)).code()).isSameAs(Code.CONTENT);
        assertThat(new CoapResult.Answer(CoapResponse.of(Code.SERVICE_UNAVAILABLE)).retryAfter())
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(new CoapResult.Answer(CoapResponse.of(Code.NOT_FOUND)).retryAfter())
                .isZero();
        assertThat(new CoapResult.NoAnswer(Outcome.Kind.TIMEOUT).retryAfter()).isZero();
        assertThatThrownBy(() -> new RateLimit(0, 1, 1, () -> now)).hasMessageContaining("0.0 requests");
    }

    @Test
    void rfc9175_unsafeRequest_isServedOnlyWithAFreshValueOfItsPeer() {
        EchoChallenge challenge = new EchoChallenge(KEY, Duration.ofSeconds(10), () -> now);
        Service<CoapRequest, CoapResponse> guarded =
                service.behind(challenge.fresh(request -> !request.method().isSafe()));
        Key a = new Key("a", false);
        assertThat(ask(guarded, request(a, Code.GET, null)).code()).isSameAs(Code.CONTENT);
        CoapResponse asked = ask(guarded, request(a, Code.POST, null));
        assertThat(asked.code()).isSameAs(Code.UNAUTHORIZED);
        byte[] value = asked.options().opaque(Option.ECHO);
        assertThat(ask(guarded, request(a, Code.POST, value)).code()).isSameAs(Code.CONTENT);
        assertThat(ask(guarded, request(new Key("b", false), Code.POST, value)).code())
                .as("another peer's value")
                .isSameAs(Code.UNAUTHORIZED);
        byte[] forged = value.clone();
        forged[7] ^= 1;
        assertThat(ask(guarded, request(a, Code.POST, forged)).code()).isSameAs(Code.UNAUTHORIZED);
        assertThat(ask(guarded, request(a, Code.POST, new byte[] {1})).code()).isSameAs(Code.UNAUTHORIZED);
        now += 10_000_000_001L;
        assertThat(ask(guarded, request(a, Code.POST, value)).code())
                .as("too old")
                .isSameAs(Code.UNAUTHORIZED);
        assertThat(served).hasSize(2);
        assertThatThrownBy(() -> new EchoChallenge(new byte[8], Duration.ofSeconds(1), () -> now))
                .hasMessageContaining("got 8");
    }

    @Test
    void rfc9175_largeAnswer_goesOnlyToAPeerThatIsThere() {
        EchoChallenge challenge = new EchoChallenge(KEY, Duration.ofSeconds(10), () -> now);
        Service<CoapRequest, CoapResponse> guarded = service.behind(challenge.limitingAmplification(3));
        Key a = new Key("a", false);
        CoapResponse asked = ask(guarded, request(a, Code.GET, null));
        assertThat(asked.code()).isSameAs(Code.UNAUTHORIZED);
        assertThat(asked.body()).isEmpty();
        byte[] value = asked.options().opaque(Option.ECHO);
        assertThat(ask(guarded, request(a, Code.GET, value)).body()).isEqualTo(LARGE);
        assertThat(ask(guarded, request(new Key("b", true), Code.GET, null)).body())
                .isEqualTo(LARGE);
        assertThat(ask(guarded, request(a, Code.POST, null)).body()).isEqualTo(LARGE);
        assertThatThrownBy(() -> challenge.limitingAmplification(0)).hasMessageContaining("got 0");
    }

    private CoapClient client(Filter<CoapRequest, CoapResponse> filter) throws Exception {
        CoapEndpoint server = CoapEndpoint.builder()
                .timing(Timing.LAN)
                .service(service.behind(filter))
                .build();
        open.add(server);
        CoapEndpoint endpoint = CoapEndpoint.builder().timing(Timing.LAN).build();
        open.add(endpoint);
        int port = server.start().get(10, TimeUnit.SECONDS);
        endpoint.start().get(10, TimeUnit.SECONDS);
        return endpoint.client("127.0.0.1", port);
    }

    @Test
    void client_givesTheValueBack_alsoOfARequestInBlocks() throws Exception {
        EchoChallenge challenge = new EchoChallenge(KEY, Duration.ofMinutes(1), System::nanoTime);
        CoapClient client = client(challenge.fresh(request -> true));
        CoapResult answer = client.await(CoapCall.of(Code.GET, "/"));
        assertThat(((CoapResult.Answer) answer).response().body()).isEqualTo(LARGE);
        answer = client.await(CoapCall.of(Code.POST, "/").body(0, new byte[5_000]));
        assertThat(((CoapResult.Answer) answer).response().code()).isSameAs(Code.CONTENT);
        assertThat(served).hasSize(2);
        assertThat(served.get(1).body()).hasSize(5_000);
    }

    @Test
    void client_givesUp_whenItsValueIsNotTaken() throws Exception {
        Options echo = Options.builder().opaque(Option.ECHO, new byte[] {1}).build();
        CoapClient client = client((request, next) -> {
            served.add(request);
            return CompletableFuture.completedStage(CoapResponse.of(Code.UNAUTHORIZED, echo, new byte[0]));
        });
        CoapResult answer = client.await(CoapCall.of(Code.GET, "/"));
        assertThat(((CoapResult.Answer) answer).response().code()).isSameAs(Code.UNAUTHORIZED);
        assertThat(served).hasSize(2);
    }

    @Test
    void rfc7967_requestWithoutResponse_endsWhenItHasLeft() throws Exception {
        CompletableFuture<CoapRequest> arrived = new CompletableFuture<>();
        CoapClient client = client((request, next) -> {
            arrived.complete(request);
            return next.apply(request);
        });
        CoapResult result =
                client.await(CoapCall.of(Code.POST, "/").body(0, new byte[] {1}).noResponse());
        assertThat(result.kind()).isEqualTo(Outcome.Kind.NOT_AWAITED);
        assertThat(result.retryable()).isFalse();
        assertThat(arrived.get(10, TimeUnit.SECONDS).body()).containsExactly(1);
    }
}

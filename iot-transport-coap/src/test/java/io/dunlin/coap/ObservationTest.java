/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.exchange.ObservePolicy;
import io.dunlin.coap.exchange.Outcome;
import io.dunlin.coap.exchange.Timing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Observations as publishers, over loopback. */
class ObservationTest {

    private final List<CoapEndpoint> open = new ArrayList<>();
    private final Subject subject = new Subject();
    private volatile String state = "a";
    private CoapClient client;
    private int port;

    /** Writes down what it is told. */
    private static final class Log implements Flow.Subscriber<CoapResponse> {
        final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        final long wanted;
        volatile Flow.Subscription subscription;
        volatile Throwable failure;

        Log(long wanted) {
            this.wanted = wanted;
        }

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
            newSubscription.request(wanted);
        }

        @Override
        public void onNext(CoapResponse response) {
            told.add(new String(response.body(), StandardCharsets.UTF_8));
        }

        @Override
        public void onError(Throwable newFailure) {
            failure = newFailure;
            told.add("failed");
        }

        @Override
        public void onComplete() {
            told.add("completed");
        }

        void await(String what) throws InterruptedException {
            String next;
            do {
                next = told.poll(20, TimeUnit.SECONDS);
                assertThat(next).as("waiting for %s", what).isNotNull();
            } while (!next.equals(what));
        }
    }

    private CompletableFuture<CoapResponse> present() {
        byte[] body = state.getBytes(StandardCharsets.UTF_8);
        return CompletableFuture.completedFuture(CoapResponse.content(0, body).observable(subject));
    }

    private CoapEndpoint server(int at) throws Exception {
        Router router = Router.builder()
                .route(Code.GET, "/state", request -> present())
                .route(
                        Code.GET,
                        "/slow",
                        request -> CompletableFuture.supplyAsync(
                                () -> present().join(), CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)))
                .route(
                        Code.GET,
                        "/plain",
                        request -> CompletableFuture.completedFuture(
                                CoapResponse.content(0, "plain".getBytes(StandardCharsets.UTF_8))))
                .build();
        CoapEndpoint endpoint = CoapEndpoint.builder()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at))
                .timing(Timing.LAN)
                .service(router.behind(Conditions.validating()))
                .build();
        open.add(endpoint);
        port = endpoint.start().get(10, TimeUnit.SECONDS);
        return endpoint;
    }

    /** The port is free some time after the server before is closed. */
    private void restart(int at) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                server(at);
                return;
            } catch (ExecutionException e) {
                assertThat(System.nanoTime()).as(e.getMessage()).isLessThan(deadline);
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        server(0);
        CoapEndpoint endpoint = CoapEndpoint.builder().timing(Timing.LAN).build();
        open.add(endpoint);
        endpoint.start().get(10, TimeUnit.SECONDS);
        client = endpoint.client("127.0.0.1", port);
    }

    @AfterEach
    void close() {
        open.forEach(CoapEndpoint::close);
    }

    private Log observe(String path, long wanted) {
        Log log = new Log(wanted);
        client.observe(CoapCall.of(Code.GET, path).timeout(Duration.ofSeconds(20)))
                .subscribe(log);
        return log;
    }

    private void change(String newState) {
        state = newState;
        subject.changed();
    }

    @Test
    void subscriber_isToldOfEachState_inOneMessageOrInBlocks() throws Exception {
        Log small = observe("/state", Long.MAX_VALUE);
        Log slow = observe("/slow", Long.MAX_VALUE);
        small.await("a");
        slow.await("a");
        change("b");
        small.await("b");
        slow.await("b");
        String large = "x".repeat(100_000);
        change(large);
        small.await(large);
        slow.await(large);
        change("c");
        small.await("c");
        slow.await("c");
        assertThat(subject.observers()).isEqualTo(2);
    }

    @Test
    void slowSubscriber_getsTheLatestState_notAll() throws Exception {
        Log all = observe("/state", Long.MAX_VALUE);
        Log one = observe("/state", 1);
        one.await("a");
        for (String next : new String[] {"b", "c", "d"}) {
            all.await(state);
            change(next);
        }
        all.await("d");
        // Both are told in one turn of the loop or another; what waits is replaced until somebody asks for it.
        CompletableFuture<Void> turn = new CompletableFuture<>();
        open.get(1).loop().execute(() -> turn.complete(null));
        turn.get(10, TimeUnit.SECONDS);
        one.subscription.request(1);
        String next = one.told.poll(20, TimeUnit.SECONDS);
        assertThat(next).isIn("c", "d");
    }

    @Test
    void cancelledSubscription_isToldToTheServer() throws Exception {
        Log log = observe("/state", Long.MAX_VALUE);
        log.await("a");
        assertThat(subject.observers()).isOne();
        log.subscription.cancel();
        // Requests of one peer are served in their order, so the cancellation is through when this is answered.
        CoapResult result = client.await(CoapCall.of(Code.GET, "/plain"));
        assertThat(result.kind()).isEqualTo(Outcome.Kind.RESPONSE);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (subject.observers() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(subject.observers()).isZero();
    }

    @Test
    void observation_completesOrFails_asTheServerAnswers() throws Exception {
        Log plain = observe("/plain", Long.MAX_VALUE);
        plain.await("plain");
        plain.await("completed");
        Log none = observe("/none", Long.MAX_VALUE);
        none.await("failed");
        assertThat(none.failure).isInstanceOf(CoapException.class).hasMessageContaining("4.04");
        assertThat(((CoapException) none.failure).result().retryable()).isFalse();
        Log ended = observe("/state", Long.MAX_VALUE);
        ended.await("a");
        subject.ended(Code.NOT_FOUND);
        ended.await("failed");
        Log greedy = observe("/state", 0);
        greedy.await("failed");
        assertThat(greedy.failure).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.observe(CoapCall.of(Code.POST, "/state")))
                .hasMessageContaining("0.02");
        assertThatThrownBy(() -> subject.ended(Code.CONTENT)).hasMessageContaining("2.05");
    }

    @Test
    void californium1928_observation_survivesARestartOfTheServer() throws Exception {
        Log log = new Log(Long.MAX_VALUE);
        open.get(0).close();
        port = 0;
        CoapEndpoint first = CoapEndpoint.builder()
                .timing(Timing.LAN)
                .service(request -> present().thenApply(response -> response.maxAge(0)))
                .build();
        open.add(first);
        int at = first.start().get(10, TimeUnit.SECONDS);
        CoapClient toFirst = open.get(1).client("127.0.0.1", at);
        toFirst.observe(CoapCall.of(Code.GET, "/state").timeout(Duration.ofSeconds(20)))
                .subscribe(log);
        log.await("a");
        first.close();
        state = "b";
        restart(at);
        // The new server knows of no observer; the client asks again when Max-Age and a random wait are over.
        log.await("b");
        change("c");
        log.await("c");
    }

    @Test
    void policy_isTheEndpoints() throws Exception {
        CoapEndpoint shy = CoapEndpoint.builder()
                .observe(new ObservePolicy(0, 0, 1, 1, 0))
                .service(request -> present())
                .build();
        open.add(shy);
        int at = shy.start().get(10, TimeUnit.SECONDS);
        Log log = new Log(Long.MAX_VALUE);
        open.get(1).client("127.0.0.1", at).observe(CoapCall.of(Code.GET, "/")).subscribe(log);
        log.await("a");
        log.await("completed");
    }
}

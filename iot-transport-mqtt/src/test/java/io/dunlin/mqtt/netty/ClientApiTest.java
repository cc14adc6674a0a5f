/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dunlin.core.rim.FileStorage;
import io.dunlin.mqtt.Covers;
import io.dunlin.mqtt.MqttBlockingClient;
import io.dunlin.mqtt.MqttClient;
import io.dunlin.mqtt.MqttClientBuilder;
import io.dunlin.mqtt.MqttMetrics;
import io.dunlin.mqtt.MqttProxy;
import io.dunlin.mqtt.MqttReply;
import io.dunlin.mqtt.MqttRequester;
import io.dunlin.mqtt.MqttRuntime;
import io.dunlin.mqtt.MqttServer;
import io.dunlin.mqtt.MqttStatistics;
import io.dunlin.mqtt.MqttStore;
import io.dunlin.mqtt.MqttTimeoutException;
import io.dunlin.mqtt.Received;
import io.dunlin.mqtt.codec.ProtocolVersion;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.session.FilterResult;
import io.dunlin.mqtt.session.Message;
import io.dunlin.mqtt.session.PublishResult;
import io.dunlin.mqtt.session.QueueRule;
import io.dunlin.mqtt.session.QueueRule.WhenFull;
import io.dunlin.mqtt.session.ReconnectConfig;
import io.dunlin.mqtt.session.SessionConfig;
import io.dunlin.mqtt.session.SessionConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application does with a client, against a real broker. */
class ClientApiTest {

    private static final long MILLIS = 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static PlainBroker broker;
    private static MqttRuntime runtime;

    @TempDir
    Path directory;

    private final List<MqttClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        broker = new PlainBroker();
        runtime = MqttRuntime.start(1);
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
        broker.close();
    }

    @AfterEach
    void close() throws Exception {
        for (MqttClient client : clients) {
            client.close().get(30, TimeUnit.SECONDS);
        }
    }

    private MqttClient start(MqttClientBuilder builder) {
        MqttClient client = builder.reconnect(new ReconnectConfig(10 * MILLIS, 50 * MILLIS, 1000 * MILLIS, 0))
                .build();
        clients.add(client);
        client.start();
        return client;
    }

    private MqttClient start(SessionConfigBuilder config) {
        return start(MqttClient.builder(runtime, broker.server(), config.build()));
    }

    private static SessionConfigBuilder session(String name) {
        return SessionConfig.builder(name).sessionExpirySeconds(0);
    }

    private static Message message(String topic, String text) {
        return new Message(topic, text.getBytes(UTF_8), QoS.AT_LEAST_ONCE);
    }

    private static List<Subscription> to(String... filters) {
        List<Subscription> subscriptions = new ArrayList<>();
        for (String filter : filters) {
            subscriptions.add(new Subscription(filter, QoS.EXACTLY_ONCE));
        }
        return subscriptions;
    }

    private static String text(Message message) {
        return new String(message.payload(), UTF_8);
    }

    private static String next(BlockingQueue<String> received) throws InterruptedException {
        String text = received.poll(30, TimeUnit.SECONDS);
        return text == null ? "nothing" : text;
    }

    /** Sends a message of each QoS round the broker. */
    private static void roundTrip(MqttClient client, String topic) throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        FilterResult granted = client.subscribe(to(topic), (message, ack) -> received.add(text(message)))
                .get(30, TimeUnit.SECONDS);
        assertThat(granted.isSuccess()).as(granted.toString()).isTrue();
        for (QoS qos : QoS.values()) {
            for (int i = 0; i < 50; i++) {
                client.publish(new Message(topic, (qos + " " + i).getBytes(UTF_8), qos));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(next(received)).isEqualTo(qos + " " + i);
            }
        }
        byte[] large = new byte[200_000];
        assertThat(client.publish(new Message(topic, large, QoS.EXACTLY_ONCE))
                        .get(30, TimeUnit.SECONDS)
                        .kind())
                .isEqualTo(PublishResult.Kind.ACCEPTED);
        assertThat(next(received)).hasSize(large.length);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void everyQos_goesRound_inEveryVersion(ProtocolVersion version) throws Exception {
        roundTrip(start(session("version-" + version).version(version)), "version/" + version);
    }

    @Test
    void everyQos_goesRound_overTheJdksSockets() throws Exception {
        try (MqttRuntime sockets = MqttRuntime.sockets()) {
            MqttClient client = start(MqttClient.builder(
                    sockets, broker.server(), session("sockets").build()));
            roundTrip(client, "sockets");
            client.close().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    @Covers({"4.2.0-1", "6.0.0-3"})
    void everyQos_goesRound_overWebSocket() throws Exception {
        MqttServer server = broker.server().overWebSocket("/mqtt");
        assertThat(server).hasToString("ws://127.0.0.1:" + broker.port() + "/mqtt");
        roundTrip(start(MqttClient.builder(runtime, server, session("web").build())), "web");
    }

    @ParameterizedTest
    @EnumSource(MqttProxy.Kind.class)
    void everyQos_goesRound_throughAProxy(MqttProxy.Kind kind) throws Exception {
        try (TestProxy proxy = new TestProxy(kind, "user", "secret")) {
            MqttProxy address = new MqttProxy(kind, "127.0.0.1", proxy.port(), null, null);
            MqttServer server = broker.server().via(address.withCredentials("user", "secret"));
            roundTrip(
                    start(MqttClient.builder(
                            runtime, server, session("proxy-" + kind).build())),
                    "proxy/" + kind);
            assertThat(proxy.connections()).isEqualTo(1);
        }
    }

    @Test
    void sharedSubscription_givesEachMessageToOneOfThem() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        for (int i = 0; i < 2; i++) {
            FilterResult granted = start(session("shared-" + i))
                    .subscribe(to("$share/group/shared/+"), (message, ack) -> received.add(text(message)))
                    .get(30, TimeUnit.SECONDS);
            assertThat(granted.isSuccess()).isTrue();
        }
        MqttClient publisher = start(session("shared-publisher"));
        for (int i = 0; i < 20; i++) {
            publisher.publish(message("shared/x", "" + i)).get(30, TimeUnit.SECONDS);
        }
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(next(received));
        }
        assertThat(all).doesNotHaveDuplicates().hasSize(20);
        assertThat(received).isEmpty();
    }

    @Test
    void request_findsItsAnswer_orEndsInTime() throws Exception {
        MqttClient service = start(session("service"));
        service.subscribe(to("service/+"), (message, ack) -> {
                    Message reply = message.reply(("re: " + text(message)).getBytes(UTF_8));
                    if (reply != null) {
                        service.publish(reply);
                    }
                })
                .get(30, TimeUnit.SECONDS);
        MqttClient client = start(session("asker"));
        MqttRequester requester = client.requester("answers/asker");
        List<CompletableFuture<MqttReply>> replies = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            replies.add(requester.request(message("service/" + i, "" + i), PATIENCE));
        }
        for (int i = 0; i < 10; i++) {
            MqttReply reply = replies.get(i).get(30, TimeUnit.SECONDS);
            assertThat(reply.kind()).as(reply.toString()).isEqualTo(MqttReply.Kind.ANSWERED);
            assertThat(text(((MqttReply.Answered) reply).message())).isEqualTo("re: " + i);
        }
        MqttReply none =
                requester.request(message("nobody", "?"), Duration.ofMillis(50)).get(30, TimeUnit.SECONDS);
        assertThat(none.kind()).isEqualTo(MqttReply.Kind.NOT_ANSWERED);
        assertThatIllegalArgumentException().isThrownBy(() -> client.requester("answers/+"));
    }

    @Test
    void flow_getsNoMoreThanItAsksFor_andTheServerHoldsTheRest() throws Exception {
        MqttClient client = start(session("flow").receiveMaximum(4));
        SlowTaker taker = new SlowTaker();
        Flow.Publisher<Received> messages = client.messages(to("flow/+"));
        messages.subscribe(taker);
        Flow.Subscription subscription = taker.subscription.get(30, TimeUnit.SECONDS);
        // Until the subscription stands, messages may find nobody.
        client.subscribe(to("flow-ready"), (message, ack) -> {}).get(30, TimeUnit.SECONDS);
        MqttClient publisher = start(session("flow-publisher"));
        for (int i = 0; i < 20; i++) {
            publisher.publish(message("flow/x", "" + i)).get(30, TimeUnit.SECONDS);
        }
        assertThat(taker.received).isEmpty();
        subscription.request(3);
        for (int i = 0; i < 3; i++) {
            assertThat(next(taker.received)).isEqualTo("" + i);
        }
        MqttStatistics statistics = client.statistics().get(30, TimeUnit.SECONDS);
        assertThat(statistics.unacknowledged()).isBetween(0, 4);
        assertThat(taker.received).isEmpty();
        subscription.request(Long.MAX_VALUE);
        for (int i = 3; i < 20; i++) {
            assertThat(next(taker.received)).isEqualTo("" + i);
        }
        SlowTaker second = new SlowTaker();
        messages.subscribe(second);
        assertThat(second.failure.get(30, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
        subscription.cancel();
        subscription.cancel();
    }

    @Test
    void flow_endsWithAnError_whenItAsksForNothing() throws Exception {
        SlowTaker taker = new SlowTaker();
        start(session("flow-bad")).messages(to("flow-bad")).subscribe(taker);
        taker.subscription.get(30, TimeUnit.SECONDS).request(0);
        assertThat(taker.failure.get(30, TimeUnit.SECONDS)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void blockingClient_waits_forResultsAndForRoom() throws Exception {
        QueueRule small = new QueueRule("#", false, WhenFull.REFUSE, 1, 1000);
        MqttBlockingClient client =
                start(session("blocking").maxInFlight(1).otherwise(small)).blocking(PATIENCE);
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        assertThat(client.subscribe(to("blocking"), (message, ack) -> {
                            assertThat(client.publish(message("blocking/again", text(message)))
                                            .kind())
                                    .isEqualTo(PublishResult.Kind.ACCEPTED);
                            received.add(text(message));
                        })
                        .isSuccess())
                .isTrue();
        List<CompletableFuture<PublishResult>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String text = "" + i;
            results.add(CompletableFuture.supplyAsync(() -> client.publish(message("blocking", text))));
        }
        for (CompletableFuture<PublishResult> result : results) {
            assertThat(result.get(60, TimeUnit.SECONDS).kind()).isEqualTo(PublishResult.Kind.ACCEPTED);
            assertThat(next(received)).isNotEqualTo("nothing");
        }
        assertThat(client.unsubscribe(List.of("blocking")).isSuccess()).isTrue();
        client.close();
        assertThat(client.publish(message("blocking", "late")).kind()).isEqualTo(PublishResult.Kind.NOT_SENT);
    }

    @Test
    void blockingClient_givesUp_whenPatienceIsAtItsEnd() throws Exception {
        MqttServer nobody = MqttServer.insecure("127.0.0.1", EmbeddedBroker.freePort());
        MqttClient client =
                start(MqttClient.builder(runtime, nobody, session("alone").build()));
        assertThatExceptionOfType(MqttTimeoutException.class)
                .isThrownBy(() -> client.blocking(Duration.ofMillis(20)).publish(message("t", "x")));
    }

    @Test
    void close_drains_whatIsUnderWay() throws Exception {
        MqttClient client = start(session("drain"));
        List<CompletableFuture<PublishResult>> results = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            results.add(client.publish(message("drain", "" + i)));
        }
        CompletableFuture<Void> closed = client.close(PATIENCE);
        CompletableFuture<PublishResult> late = client.publish(message("drain", "late"));
        closed.get(60, TimeUnit.SECONDS);
        for (CompletableFuture<PublishResult> result : results) {
            assertThat(result.get(30, TimeUnit.SECONDS).kind()).isEqualTo(PublishResult.Kind.ACCEPTED);
        }
        assertThat(late.get(30, TimeUnit.SECONDS).kind()).isEqualTo(PublishResult.Kind.NOT_SENT);
    }

    @Test
    void metricsAndTraceparent_followAMessage() throws Exception {
        AtomicLong sent = new AtomicLong();
        AtomicLong received = new AtomicLong();
        BlockingQueue<String> counted = new LinkedBlockingQueue<>();
        MqttClient client = start(MqttClient.builder(
                        runtime, broker.server(), session("metrics").build())
                .traceparent(() -> "00-trace")
                .metrics(new MqttMetrics() {
                    @Override
                    public void carried(int in, int out) {
                        received.addAndGet(in);
                        sent.addAndGet(out);
                    }

                    @Override
                    public void published(PublishResult result, long nanos) {
                        counted.add(result.kind() + (nanos > 0 ? " timed" : ""));
                    }
                }));
        CompletableFuture<Message> got = new CompletableFuture<>();
        client.subscribe(to("metrics"), (message, ack) -> got.complete(message)).get(30, TimeUnit.SECONDS);
        client.publish(message("metrics", "x"));
        Message message = got.get(30, TimeUnit.SECONDS);
        assertThat(message.properties().userProperties())
                .anyMatch(user ->
                        user.name().equals("traceparent") && user.value().equals("00-trace"));
        assertThat(next(counted)).isEqualTo("ACCEPTED timed");
        assertThat(sent.get()).isGreaterThan(50);
        assertThat(received.get()).isGreaterThan(20);
    }

    @Test
    void store_keepsMessages_forTheNextClient() throws Exception {
        MqttStore store = new MqttStore(FileStorage.open(directory), 1 << 20);
        MqttServer nobody = MqttServer.insecure("127.0.0.1", EmbeddedBroker.freePort());
        SessionConfig config = SessionConfig.builder("kept").build();
        MqttClient offline = start(MqttClient.builder(runtime, nobody, config).store(store));
        List<CompletableFuture<PublishResult>> results = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            assertThat(offline.keep(message("kept", "" + i))
                            .get(30, TimeUnit.SECONDS)
                            .kind())
                    .isEqualTo(PublishResult.Kind.KEPT);
        }
        // The directory is in use.
        MqttClient second = start(MqttClient.builder(runtime, nobody, config).store(store));
        assertThat(second.publish(message("kept", "second"))
                        .get(30, TimeUnit.SECONDS)
                        .kind())
                .isEqualTo(PublishResult.Kind.NOT_SENT);
        results.add(offline.publish(message("kept", "100")));
        offline.close().get(30, TimeUnit.SECONDS);
        assertThat(results.get(0).get(30, TimeUnit.SECONDS).kind()).isEqualTo(PublishResult.Kind.KEPT);

        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        MqttClient listener = start(session("kept-listener"));
        listener.subscribe(to("kept"), (message, ack) -> received.add(text(message)))
                .get(30, TimeUnit.SECONDS);
        BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        start(MqttClient.builder(runtime, broker.server(), config)
                .store(store)
                .listener(new MqttClient.ConnectionListener() {
                    @Override
                    public void published(Message message, PublishResult result) {
                        ended.add(text(message) + " " + result.kind());
                    }
                }));
        for (int i = 0; i <= 100; i++) {
            assertThat(next(received)).isEqualTo("" + i);
            assertThat(next(ended)).isEqualTo(i + " ACCEPTED");
        }
    }

    @Test
    void storeThatCannotBeOpened_failsTheStart() throws Exception {
        MqttStore store = new MqttStore(FileStorage.open(directory), 1 << 20);
        MqttClient first = start(MqttClient.builder(
                        runtime, broker.server(), SessionConfig.builder("one").build())
                .store(store));
        first.keep(message("t", "x")).get(30, TimeUnit.SECONDS);
        first.close().get(30, TimeUnit.SECONDS);
        MqttClient other = MqttClient.builder(
                        runtime, broker.server(), SessionConfig.builder("two").build())
                .store(store)
                .build();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> other.blocking(PATIENCE).start())
                .withMessageContaining("\"one\"");
        other.close().get(30, TimeUnit.SECONDS);
    }

    /** Takes only what the test asks for. */
    private static final class SlowTaker implements Flow.Subscriber<Received> {
        final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
        final CompletableFuture<Throwable> failure = new CompletableFuture<>();
        final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        @Override
        public void onSubscribe(Flow.Subscription made) {
            subscription.complete(made);
        }

        @Override
        public void onNext(Received next) {
            received.add(text(next.message()));
        }

        @Override
        public void onError(Throwable cause) {
            failure.complete(cause);
        }

        @Override
        public void onComplete() {}
    }
}

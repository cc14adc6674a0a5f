/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.mqtt.MessageHandler;
import io.dunlin.mqtt.MqttBlockingClient;
import io.dunlin.mqtt.MqttClient;
import io.dunlin.mqtt.MqttClientBuilder;
import io.dunlin.mqtt.MqttMetrics;
import io.dunlin.mqtt.MqttRequester;
import io.dunlin.mqtt.MqttRuntime;
import io.dunlin.mqtt.Received;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.session.Closed;
import io.dunlin.mqtt.session.Message;
import io.dunlin.mqtt.session.Negotiated;
import io.dunlin.mqtt.session.PublishResult;
import io.dunlin.mqtt.session.ReconnectConfig;
import io.dunlin.mqtt.session.SessionConfig;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every public method, called in every callback, returns, and the client works on: hivemq-mqtt-client 801, 620, 554, 522,
 * 408; paho.mqtt.java 999, 985.
 */
class AnyCallbackTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long MILLIS = 1_000_000;

    /** The methods by name; those that wait are told apart, since a loop must not. */
    private static final Map<String, Consumer<MqttClient>> ASYNC = new LinkedHashMap<>();

    private static final Map<String, Consumer<MqttClient>> BLOCKING = new LinkedHashMap<>();
    private static final Map<String, BiConsumer<MqttClientBuilder, Consumer<MqttClient>>> CALLBACKS =
            new LinkedHashMap<>();

    private static PlainBroker broker;
    private static MqttRuntime runtime;
    private static int clients;

    static {
        Message message = new Message("t/1", new byte[] {1}, QoS.AT_LEAST_ONCE);
        List<Subscription> other = List.of(new Subscription("other", QoS.AT_LEAST_ONCE));
        MessageHandler ignore = (received, acknowledgement) -> {};
        ASYNC.put("publish", client -> client.publish(message));
        ASYNC.put("keep", client -> client.keep(message));
        ASYNC.put("subscribe", client -> client.subscribe(other, ignore));
        ASYNC.put("unsubscribe", client -> client.unsubscribe(List.of("other")));
        ASYNC.put("messages", client -> client.messages(other).subscribe(new Taker(received -> {})));
        ASYNC.put("statistics", MqttClient::statistics);
        ASYNC.put("authenticateAgain", MqttClient::authenticateAgain);
        ASYNC.put("switchIdentity", client -> client.switchIdentity(null));
        ASYNC.put("requester", client -> client.requester("answers").request(message, Duration.ofMillis(1)));
        ASYNC.put("request", client -> client.requester("answers").request(message, Duration.ofMillis(1)));
        ASYNC.put("blocking", client -> client.blocking(PATIENCE));
        ASYNC.put("close", client -> {
            client.close();
            client.close(PATIENCE);
        });
        BLOCKING.put("publish", client -> client.blocking(PATIENCE).publish(message));
        BLOCKING.put("keep", client -> client.blocking(PATIENCE).keep(message));
        BLOCKING.put("subscribe", client -> client.blocking(PATIENCE).subscribe(other, ignore));
        BLOCKING.put("unsubscribe", client -> client.blocking(PATIENCE).unsubscribe(List.of("other")));
        BLOCKING.put("close", client -> client.blocking(PATIENCE).close());

        CALLBACKS.put("message", (builder, call) -> {
            MqttClient client = started(builder);
            client.subscribe(topics(), (received, acknowledgement) -> call.accept(client));
            client.publish(message);
        });
        CALLBACKS.put("flow", (builder, call) -> {
            MqttClient client = started(builder);
            client.messages(topics()).subscribe(new Taker(received -> call.accept(client)));
            client.publish(message);
        });
        CALLBACKS.put("published", (builder, call) -> {
            MqttClient client = started(builder);
            client.publish(message).thenAccept(result -> call.accept(client));
        });
        CALLBACKS.put("subscribed", (builder, call) -> {
            MqttClient client = started(builder);
            client.subscribe(topics(), ignore).thenAccept(result -> call.accept(client));
        });
        CALLBACKS.put("closed", (builder, call) -> {
            MqttClient client = started(builder);
            client.close().thenAccept(nothing -> call.accept(client));
        });
        CALLBACKS.put("up", (builder, call) -> {
            MqttClient[] client = new MqttClient[1];
            CompletableFuture<Void> made = new CompletableFuture<>();
            builder.listener(new MqttClient.ConnectionListener() {
                @Override
                public void up(Negotiated negotiated) {
                    made.join();
                    call.accept(client[0]);
                }
            });
            client[0] = started(builder);
            made.complete(null);
        });
    }

    private static List<Subscription> topics() {
        return List.of(new Subscription("t/+", QoS.EXACTLY_ONCE));
    }

    private static MqttClient started(MqttClientBuilder builder) {
        MqttClient client = builder.build();
        client.start();
        return client;
    }

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

    private static MqttClientBuilder builder() {
        SessionConfig config = SessionConfig.builder("any-" + ++clients)
                .sessionExpirySeconds(0)
                .build();
        return MqttClient.builder(runtime, broker.server(), config)
                .reconnect(new ReconnectConfig(10 * MILLIS, 50 * MILLIS, 1000 * MILLIS, 0));
    }

    /** A method that is added has to be added here. */
    @Test
    void everyPublicMethod_isCalledHere() {
        assertThat(ASYNC.keySet()).containsAll(names(MqttClient.class)).containsAll(names(MqttRequester.class));
        assertThat(BLOCKING.keySet()).containsAll(names(MqttBlockingClient.class));
    }

    private static Set<String> names(Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (Method method : type.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())) {
                names.add(method.getName());
            }
        }
        // Comes before all callbacks.
        names.remove("start");
        return names;
    }

    @Test
    void everyMethod_returns_inEveryCallback() throws Exception {
        for (String callback : CALLBACKS.keySet()) {
            for (Map.Entry<String, Consumer<MqttClient>> method : ASYNC.entrySet()) {
                check(callback, method.getKey(), method.getValue());
            }
            for (Map.Entry<String, Consumer<MqttClient>> method : BLOCKING.entrySet()) {
                check(callback, "blocking " + method.getKey(), method.getValue());
            }
        }
    }

    private static void check(String callback, String name, Consumer<MqttClient> method) throws Exception {
        CompletableFuture<MqttClient> returned = new CompletableFuture<>();
        AtomicBoolean called = new AtomicBoolean();
        CALLBACKS.get(callback).accept(builder(), client -> {
            if (called.compareAndSet(false, true)) {
                try {
                    method.accept(client);
                    returned.complete(client);
                } catch (RuntimeException e) {
                    returned.completeExceptionally(e);
                }
            }
        });
        MqttClient client = returned.get(60, TimeUnit.SECONDS);
        PublishResult result = client.publish(new Message("after", new byte[0], QoS.AT_LEAST_ONCE))
                .get(60, TimeUnit.SECONDS);
        boolean isClosed = name.endsWith("close") || callback.equals("closed");
        assertThat(result.kind())
                .as("%s in %s: %s", name, callback, result)
                .isEqualTo(isClosed ? PublishResult.Kind.NOT_SENT : PublishResult.Kind.ACCEPTED);
        client.close().get(60, TimeUnit.SECONDS);
    }

    /** What is called on the loop may call all that does not wait; what waits says that it cannot. */
    @Test
    void asynchronousMethods_return_onTheLoop_andBlockingOnesRefuse() throws Exception {
        for (Map.Entry<String, Consumer<MqttClient>> method : ASYNC.entrySet()) {
            MqttClient[] client = new MqttClient[1];
            CompletableFuture<Void> made = new CompletableFuture<>();
            CompletableFuture<String> refusal = new CompletableFuture<>();
            MqttClientBuilder builder = builder().metrics(new MqttMetrics() {
                @Override
                public void up(Negotiated negotiated) {
                    made.join();
                    method.getValue().accept(client[0]);
                    try {
                        client[0].blocking(PATIENCE).unsubscribe(List.of("t"));
                    } catch (IllegalStateException e) {
                        refusal.complete(e.getMessage());
                    }
                }

                @Override
                public void down(Closed how) {
                    client[0].statistics();
                }
            });
            client[0] = started(builder);
            made.complete(null);
            assertThat(refusal.get(60, TimeUnit.SECONDS)).contains("loop");
            client[0].close().get(60, TimeUnit.SECONDS);
        }
    }

    /** Takes all messages, one at a time. */
    private static final class Taker implements Flow.Subscriber<Received> {
        private final Consumer<Received> taker;
        private Flow.Subscription subscription;

        Taker(Consumer<Received> taker) {
            this.taker = taker;
        }

        @Override
        public void onSubscribe(Flow.Subscription made) {
            subscription = made;
            subscription.request(1);
        }

        @Override
        public void onNext(Received received) {
            taker.accept(received);
            subscription.request(1);
        }

        @Override
        public void onError(Throwable failure) {
            // The client was closed by the call.
        }

        @Override
        public void onComplete() {}
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.Loop;
import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.ProtocolVersion;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.codec.Topics;
import io.dunlin.mqtt.session.FilterResult;
import io.dunlin.mqtt.session.Message;
import io.dunlin.mqtt.session.PublishResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests and finds their answers by correlation data (MQTT 5.0, 4.10). The other side answers with
 * {@link Message#reply}. Thread-safe.
 */
public final class MqttRequester {

    private final MqttClient client;
    private final String topic;
    private final long incarnation;
    private final AtomicLong count = new AtomicLong();
    private final Map<ByteBuffer, CompletableFuture<MqttReply>> waiting = new ConcurrentHashMap<>();

    /** The subscription, once it was asked for. */
    private @Nullable CompletableFuture<FilterResult> subscription;

    MqttRequester(MqttClient client, String topic) {
        if (!Topics.isName(topic)) {
            throw new IllegalArgumentException("answers cannot go to \"" + topic + "\"");
        }
        if (client.config().version() != ProtocolVersion.V5) {
            throw new IllegalArgumentException("MQTT 3.1.1 has neither response topics nor correlation data");
        }
        this.client = client;
        this.topic = topic;
        this.incarnation = client.runtime().random().nextLong(Long.MAX_VALUE);
    }

    /**
     * Sends a request.
     *
     * @param request what; its response topic and correlation data are set here
     * @param patience how long to wait for the answer
     * @return the first answer, or that there was none
     */
    public CompletableFuture<MqttReply> request(Message request, Duration patience) {
        byte[] correlation = ByteBuffer.allocate(16)
                .putLong(incarnation)
                .putLong(count.incrementAndGet())
                .array();
        PropertySet properties =
                request.properties().with(Property.RESPONSE_TOPIC, topic).with(Property.CORRELATION_DATA, correlation);
        Message message = new Message(request.topic(), request.payload(), request.qos(), request.retain(), properties);
        ByteBuffer key = ByteBuffer.wrap(correlation);
        CompletableFuture<MqttReply> reply = new CompletableFuture<>();
        waiting.put(key, reply);
        Loop loop = client.loop();
        loop.execute(() -> {
            Loop.Timer timer = loop.schedule(patience.toNanos(), () -> end(key, "no answer within " + patience));
            CompletableFuture<MqttReply> unused = reply.whenComplete((result, failure) -> loop.execute(timer::cancel));
        });
        CompletableFuture<Void> sent = subscribed().thenCompose(result -> {
            if (result.isSuccess()) {
                return client.publish(message).thenAccept(published -> published(key, published));
            }
            end(key, "answers cannot be subscribed to: " + result);
            return CompletableFuture.completedFuture(null);
        });
        sent.exceptionally(failure -> {
            end(key, String.valueOf(failure));
            return null;
        });
        return reply;
    }

    private synchronized CompletableFuture<FilterResult> subscribed() {
        CompletableFuture<FilterResult> asked = subscription;
        if (asked == null || (asked.isDone() && !asked.join().isSuccess())) {
            asked = client.subscribe(List.of(new Subscription(topic, QoS.AT_LEAST_ONCE)), this::answered);
            subscription = asked;
        }
        return asked;
    }

    private void answered(Message message, MessageHandler.Acknowledgement acknowledgement) {
        byte[] correlation = message.properties().binary(Property.CORRELATION_DATA);
        CompletableFuture<MqttReply> reply = correlation == null ? null : waiting.remove(ByteBuffer.wrap(correlation));
        if (reply != null) {
            reply.complete(new MqttReply.Answered(message));
        }
    }

    private void published(ByteBuffer key, PublishResult result) {
        if (result.kind() == PublishResult.Kind.REFUSED || result.kind() == PublishResult.Kind.NOT_SENT) {
            end(key, "the request was not sent: " + result);
        }
    }

    private void end(ByteBuffer key, String why) {
        CompletableFuture<MqttReply> reply = waiting.remove(key);
        if (reply != null) {
            client.runtime().callbacks().execute(() -> reply.complete(new MqttReply.NotAnswered(why)));
        }
    }
}

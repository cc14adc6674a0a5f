/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.session.FilterResult;
import io.dunlin.mqtt.session.Message;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Messages of some subscriptions for one subscriber, no faster than it asks for them. Thread-safe. */
final class MessageFlow implements Flow.Publisher<Received> {

    private static final Logger LOG = LoggerFactory.getLogger(MessageFlow.class);

    private final MqttClient client;
    private final List<Subscription> subscriptions;
    private final AtomicBoolean taken = new AtomicBoolean();

    MessageFlow(MqttClient client, List<Subscription> subscriptions) {
        this.client = client;
        this.subscriptions = subscriptions;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Received> subscriber) {
        boolean first = taken.compareAndSet(false, true);
        Stream stream = new Stream(subscriber);
        stream.calls.execute(() -> subscriber.onSubscribe(stream));
        if (!first) {
            stream.fail(new IllegalStateException("these messages have a subscriber"));
            return;
        }
        CompletableFuture<Void> unused = client.subscribe(subscriptions, stream).thenAccept(stream::subscribed);
    }

    /** A message in {@code onNext}: of this call it is whether the return settles it. */
    private static final class Turn implements MessageHandler.Acknowledgement {
        private final MessageHandler.Acknowledgement acknowledgement;
        private volatile boolean later;

        Turn(MessageHandler.Acknowledgement acknowledgement) {
            this.acknowledgement = acknowledgement;
        }

        @Override
        public boolean mayBeRepeated() {
            return acknowledgement.mayBeRepeated();
        }

        @Override
        public void later() {
            later = true;
        }

        @Override
        public void settle() {
            acknowledgement.settle();
        }

        @Override
        public void refuse(ReasonCode reason) {
            acknowledgement.refuse(reason);
        }
    }

    /** The one subscriber's. Its fields belong to {@code calls}, which runs one task at a time. */
    private final class Stream implements Flow.Subscription, MessageHandler {
        private final Flow.Subscriber<? super Received> subscriber;
        private final SerialExecutor calls = new SerialExecutor(client.runtime().callbacks());
        private final ArrayDeque<Received> waiting = new ArrayDeque<>();
        private long wanted;
        private volatile boolean over;

        Stream(Flow.Subscriber<? super Received> subscriber) {
            this.subscriber = subscriber;
        }

        private void subscribed(FilterResult result) {
            if (!result.isSuccess() && !over) {
                fail(new IllegalStateException("not subscribed: " + result));
            }
        }

        @Override
        public void message(Message message, Acknowledgement acknowledgement) {
            acknowledgement.later();
            calls.execute(() -> {
                boolean isFull = waiting.size() >= client.config().receiveMaximum();
                if (over || (isFull && message.qos() == QoS.AT_MOST_ONCE)) {
                    acknowledgement.settle();
                    return;
                }
                waiting.add(new Received(message, acknowledgement));
                drain();
            });
        }

        @Override
        public void request(long n) {
            calls.execute(() -> {
                if (n < 1) {
                    fail(new IllegalArgumentException("want at least 1, got " + n));
                    return;
                }
                wanted = wanted + n < 0 ? Long.MAX_VALUE : wanted + n;
                drain();
            });
        }

        private void drain() {
            while (wanted > 0 && !over) {
                Received next = waiting.poll();
                if (next == null) {
                    return;
                }
                wanted--;
                deliver(next);
            }
        }

        private void deliver(Received next) {
            Turn turn = new Turn(next.acknowledgement());
            try {
                subscriber.onNext(new Received(next.message(), turn));
            } catch (RuntimeException e) {
                LOG.error("the subscriber to {} threw; its message is acknowledged", next.message(), e);
                turn.settle();
            }
            if (!turn.later) {
                turn.settle();
            }
        }

        @Override
        public void cancel() {
            if (over) {
                return;
            }
            over = true;
            calls.execute(this::dropWaiting);
            List<String> filters =
                    subscriptions.stream().map(Subscription::filter).toList();
            CompletableFuture<Void> unused =
                    client.unsubscribe(filters).thenAccept(result -> LOG.debug("cancelled {}: {}", filters, result));
        }

        private void dropWaiting() {
            // Acknowledged: nobody is left who could take them.
            for (Received next = waiting.poll(); next != null; next = waiting.poll()) {
                next.acknowledgement().settle();
            }
        }

        private void fail(@Nullable Throwable cause) {
            calls.execute(() -> {
                if (!over) {
                    over = true;
                    dropWaiting();
                    subscriber.onError(cause);
                }
            });
        }
    }
}

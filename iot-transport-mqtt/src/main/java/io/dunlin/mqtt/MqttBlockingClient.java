/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.session.FilterResult;
import io.dunlin.mqtt.session.Message;
import io.dunlin.mqtt.session.PublishResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An {@link MqttClient} with methods that wait for the result. They may be called from handlers and listeners, but not
 * on a loop, where they would wait for themselves. Thread-safe. All of them throw {@link MqttTimeoutException} when
 * patience is at its end, and {@link CompletionException} when the thread is interrupted; the operation itself goes on.
 */
public final class MqttBlockingClient {

    private static final long FIRST_PAUSE_NANOS = 1_000_000;
    private static final long LONGEST_PAUSE_NANOS = 100_000_000;

    private final MqttClient client;
    private final Duration patience;

    MqttBlockingClient(MqttClient client, Duration patience) {
        this.client = client;
        this.patience = patience;
    }

    /** Connects, as {@link MqttClient#start} does; waits until the store is open. */
    public void start() {
        await(client.start(), patience.toNanos());
    }

    /**
     * Publishes a message, and if the queue is full, waits for room.
     *
     * @param message what
     * @return what came of it
     */
    public PublishResult publish(Message message) {
        long deadline = System.nanoTime() + patience.toNanos();
        long pause = FIRST_PAUSE_NANOS;
        while (true) {
            PublishResult result = await(client.publish(message), deadline - System.nanoTime());
            boolean isFull =
                    result instanceof PublishResult.NotSent notSent && notSent.why() == PublishResult.Why.QUEUE_FULL;
            if (!isFull || deadline - System.nanoTime() <= pause) {
                return result;
            }
            CompletableFuture<Void> woken = new CompletableFuture<>();
            client.loop().schedule(pause, () -> woken.complete(null));
            await(woken, deadline - System.nanoTime());
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }

    /**
     * Publishes a message, and returns when it is safe, as {@link MqttClient#keep} does.
     *
     * @param message what
     * @return whether it is safe
     */
    public PublishResult keep(Message message) {
        return await(client.keep(message), patience.toNanos());
    }

    /**
     * Subscribes, as {@link MqttClient#subscribe} does.
     *
     * @param wanted at least one subscription
     * @param handler takes the messages
     * @return the answers
     */
    public FilterResult subscribe(List<Subscription> wanted, MessageHandler handler) {
        return await(client.subscribe(wanted, handler), patience.toNanos());
    }

    /**
     * Unsubscribes.
     *
     * @param filters as subscribed
     * @return the answers
     */
    public FilterResult unsubscribe(List<String> filters) {
        return await(client.unsubscribe(filters), patience.toNanos());
    }

    /** Drains and closes the client, within patience. */
    public void close() {
        // The drain may take all of it, and the rest has to be waited for as well.
        await(client.close(patience), 2 * patience.toNanos());
    }

    private <T> T await(CompletableFuture<T> future, long nanos) {
        if (client.loop().inLoop()) {
            throw new IllegalStateException("a loop cannot wait for itself");
        }
        try {
            return future.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new MqttTimeoutException("no result within " + patience, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException("interrupted", e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }
}

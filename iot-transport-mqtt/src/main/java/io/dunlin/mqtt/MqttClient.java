/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.Loop;
import io.dunlin.core.StorageWorker.Report;
import io.dunlin.core.rim.ThreadStorageWorker;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.mqtt.codec.PacketBuffer;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.session.Closed;
import io.dunlin.mqtt.session.Delivery;
import io.dunlin.mqtt.session.FilterResult;
import io.dunlin.mqtt.session.Message;
import io.dunlin.mqtt.session.Negotiated;
import io.dunlin.mqtt.session.PublishReport;
import io.dunlin.mqtt.session.PublishResult;
import io.dunlin.mqtt.session.Session;
import io.dunlin.mqtt.session.SessionConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An MQTT client that stays connected: it connects again by itself, keeps its session and subscriptions, and queues
 * messages of QoS 1 and 2 meanwhile, within limits, and durably if it has a {@link MqttStore}. Thread-safe; no method
 * blocks. Handlers, listeners and the stages that depend on its futures run on threads of the {@link MqttRuntime}, never
 * on an event loop: they may block and call anything here.
 *
 * <p>A future completes normally with a sealed result for whatever the server or the network did.
 */
public final class MqttClient {

    private final MqttRuntime runtime;
    private final SessionConfig config;
    private final SessionDriver driver;
    private final Loop loop;
    private final Subscriptions subscriptions;
    private final Routes routes;
    private final SerialExecutor listenerCalls;
    private final ConnectionListener listener;
    private final MqttMetrics metrics;
    private final @Nullable Supplier<@Nullable String> traceparent;
    private final @Nullable MqttStore store;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Calls that came before the store was open; null from then on. On the loop, as is what follows. */
    private @Nullable ArrayDeque<Runnable> early;

    private @Nullable SessionJournal journal;
    private boolean draining;
    private boolean isClosed;

    /** Who is told of connections; calls come one at a time. */
    public interface ConnectionListener {

        /** Does nothing. */
        ConnectionListener NONE = new ConnectionListener() {};

        /**
         * A connection was accepted. Subscriptions of a lost session are being made again.
         *
         * @param negotiated what the server said
         */
        default void up(Negotiated negotiated) {}

        /**
         * A connection ended or an attempt failed; the next one comes by itself.
         *
         * @param how why
         */
        default void down(Closed how) {}

        /**
         * A message that an earlier process left in the store has come to its end.
         *
         * @param message which
         * @param result what came of it
         */
        default void published(Message message, PublishResult result) {}
    }

    MqttClient(MqttClientBuilder builder) {
        this.runtime = builder.runtime;
        this.config = builder.session;
        this.loop = builder.loop == null ? runtime.nextLoop() : builder.loop;
        this.listener = builder.listener;
        this.metrics = builder.metrics;
        this.traceparent = builder.traceparent;
        this.store = builder.store;
        this.early = store == null ? null : new ArrayDeque<>();
        this.listenerCalls = new SerialExecutor(runtime.callbacks());
        this.routes = new Routes(runtime.callbacks(), builder.unrouted, this::acknowledge);
        this.driver = new SessionDriver(
                builder.server,
                runtime.transport(),
                loop,
                config,
                builder.reconnect,
                runtime.random(),
                new PacketBuffer(),
                builder.redirects,
                new Events());
        this.subscriptions = new Subscriptions(driver, config.version(), routes);
    }

    /**
     * Starts the description of a client.
     *
     * @param runtime whose threads it uses
     * @param server where it connects
     * @param session what it asks for
     * @return a builder
     */
    public static MqttClientBuilder builder(MqttRuntime runtime, MqttServer server, SessionConfig session) {
        return new MqttClientBuilder(runtime, server, session);
    }

    /**
     * Connects, and connects again whenever that is lost, until {@link #close()}. Call it once.
     *
     * @return completes at once without a store, and with one when it is open; exceptionally if it cannot be opened, and
     *     then the client is closed
     */
    public CompletableFuture<Void> start() {
        loop.execute(() -> {
            if (store == null) {
                driver.start();
                runtime.callbacks().execute(() -> opened.complete(null));
            } else if (!isClosed) {
                open(store);
            }
        });
        return opened.copy();
    }

    private void open(MqttStore where) {
        ThreadStorageWorker worker = ThreadStorageWorker.on(runtime.disk(), loop);
        Report<SessionJournal> report = new Report<>() {
            @Override
            public void done(SessionJournal open) {
                journal = open;
                ready();
                driver.start();
                runtime.callbacks().execute(() -> opened.complete(null));
            }

            @Override
            public void failed(Exception failure) {
                driver.close();
                ready();
                end();
                runtime.callbacks().execute(() -> opened.completeExceptionally(failure));
            }
        };
        SessionJournal.open(where, worker, loop, session(), driver::rearm, report);
    }

    private void ready() {
        ArrayDeque<Runnable> calls = early;
        early = null;
        if (calls != null) {
            calls.forEach(Runnable::run);
        }
    }

    /** Runs a call on the loop, once the store is open. */
    private void call(Runnable task) {
        loop.execute(() -> {
            if (early == null) {
                task.run();
            } else {
                early.add(task);
            }
        });
    }

    private Session session() {
        return driver.session();
    }

    Loop loop() {
        return loop;
    }

    MqttRuntime runtime() {
        return runtime;
    }

    SessionConfig config() {
        return config;
    }

    /**
     * Publishes a message, now or as soon as window and connection allow; QoS 0 only while connected.
     *
     * @param message what; see {@link Message#requireFromClient}
     * @return what came of it
     */
    public CompletableFuture<PublishResult> publish(Message message) {
        CompletableFuture<PublishResult> future = new CompletableFuture<>();
        send(message, result -> finish(future, result));
        return future;
    }

    /**
     * Publishes a message, and completes as soon as it is safe: with {@link PublishResult.Kept} when it is in the store,
     * from where this or a later process delivers it, or if there is no store for it, as {@link #publish} does.
     *
     * @param message what; see {@link Message#requireFromClient}
     * @return whether it is safe
     */
    public CompletableFuture<PublishResult> keep(Message message) {
        CompletableFuture<PublishResult> future = new CompletableFuture<>();
        send(message, new PublishReport() {
            @Override
            public void stored() {
                finish(future, new PublishResult.Kept());
            }

            @Override
            public void done(PublishResult result) {
                finish(future, result);
            }
        });
        return future;
    }

    private void send(Message message, PublishReport report) {
        message.requireFromClient();
        Message traced = traced(message);
        long since = System.nanoTime();
        call(() -> {
            if (draining) {
                report.done(new PublishResult.NotSent(PublishResult.Why.NOT_CONNECTED));
                return;
            }
            session().publish(traced, new Measured(report, since), driver.now());
        });
    }

    private Message traced(Message message) {
        String parent = traceparent == null ? null : traceparent.get();
        return parent == null
                ? message
                : new Message(
                        message.topic(),
                        message.payload(),
                        message.qos(),
                        message.retain(),
                        message.properties().with("traceparent", parent));
    }

    /** A report that is counted. */
    private final class Measured implements PublishReport {
        private final PublishReport report;
        private final long since;

        Measured(PublishReport report, long since) {
            this.report = report;
            this.since = since;
        }

        @Override
        public void stored() {
            report.stored();
        }

        @Override
        public void done(PublishResult result) {
            report.done(result);
            metrics.published(result, System.nanoTime() - since);
            if (draining) {
                // After this report the session has forgotten the message.
                loop.execute(MqttClient.this::closeIfDrained);
            }
        }
    }

    /**
     * Subscribes, and again by itself whenever the server has lost the session. Filters that were refused are not kept.
     *
     * @param wanted at least one subscription
     * @param handler takes the messages that match any of the filters
     * @return the answers; without a connection they come with the next one, or never if the client is closed first
     */
    public CompletableFuture<FilterResult> subscribe(List<Subscription> wanted, MessageHandler handler) {
        List<Subscription> copy = List.copyOf(wanted);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("want at least one subscription");
        }
        CompletableFuture<FilterResult> future = new CompletableFuture<>();
        call(() -> subscriptions.subscribe(copy, handler, result -> finish(future, result)));
        return future;
    }

    /**
     * Subscribes for one subscriber that says how much it takes. What it has not asked for waits here and at the server,
     * which sends no more than Receive Maximum; of QoS 0 only so many are kept. A message is acknowledged when
     * {@code onNext} returns, or as its {@link MessageHandler.Acknowledgement} says.
     *
     * @param wanted at least one subscription
     * @return a publisher for one subscriber; cancelling unsubscribes
     */
    public Flow.Publisher<Received> messages(List<Subscription> wanted) {
        return new MessageFlow(this, List.copyOf(wanted));
    }

    /**
     * Unsubscribes.
     *
     * @param filters at least one, as subscribed
     * @return the answers, or that there was none
     */
    public CompletableFuture<FilterResult> unsubscribe(List<String> filters) {
        List<String> copy = List.copyOf(filters);
        CompletableFuture<FilterResult> future = new CompletableFuture<>();
        call(() -> subscriptions.unsubscribe(copy, result -> finish(future, result)));
        return future;
    }

    /**
     * Returns a helper that sends requests and waits for their answers.
     *
     * @param topic where answers go: used by nobody else, without wildcards
     * @return the helper, which subscribes with its first request
     */
    public MqttRequester requester(String topic) {
        return new MqttRequester(this, topic);
    }

    /**
     * Returns the same client with methods that wait.
     *
     * @param patience how long each of them waits
     * @return the blocking view
     */
    public MqttBlockingClient blocking(Duration patience) {
        return new MqttBlockingClient(this, patience);
    }

    /**
     * Connects with another identity and lets that connection take the session over; the present one stays up until the
     * server has accepted the new one, and if it does not, for good.
     *
     * @param identity the new identity
     * @return whether it was accepted
     */
    public CompletableFuture<SwitchResult> switchIdentity(TlsIdentity identity) {
        CompletableFuture<SwitchResult> future = new CompletableFuture<>();
        call(() -> driver.switchIdentity(
                identity, (outcome, detail) -> finish(future, new SwitchResult(outcome, detail))));
        return future;
    }

    /**
     * Proves the client's identity once more on the present connection, with the session's authenticator. If the server
     * is not content, it ends the connection.
     *
     * @return whether that was begun
     */
    public CompletableFuture<Boolean> authenticateAgain() {
        CompletableFuture<Boolean> future = new CompletableFuture<>();
        call(() -> finish(future, session().authenticateAgain(driver.now())));
        return future;
    }

    /**
     * Returns the client in numbers.
     *
     * @return the numbers of now
     */
    public CompletableFuture<MqttStatistics> statistics() {
        CompletableFuture<MqttStatistics> future = new CompletableFuture<>();
        loop.execute(() -> finish(
                future,
                new MqttStatistics(
                        session().isUp(),
                        session().inFlight(),
                        session().queued(),
                        session().unacknowledged(),
                        session().storedBytes())));
        return future;
    }

    /**
     * Disconnects and stops, also in the middle of an attempt or a pause. What waits for an answer ends as unknown, not
     * sent or kept.
     *
     * @return completes when that has been done, and the store is closed
     */
    public CompletableFuture<Void> close() {
        loop.execute(this::closeNow);
        return closed.copy();
    }

    /**
     * Takes no more messages, waits until those that it has are acknowledged by the server, and then closes.
     *
     * @param patience how long to wait at most
     * @return completes as {@link #close()} does
     */
    public CompletableFuture<Void> close(Duration patience) {
        call(() -> {
            draining = true;
            loop.schedule(patience.toNanos(), this::closeNow);
            closeIfDrained();
        });
        return closed.copy();
    }

    private void closeIfDrained() {
        if (!isClosed && session().inFlight() + session().queued() == 0) {
            closeNow();
        }
    }

    private void closeNow() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        driver.close();
        subscriptions.close();
        if (journal == null) {
            end();
        } else {
            journal.close(this::end);
        }
    }

    private void end() {
        isClosed = true;
        runtime.callbacks().execute(() -> closed.complete(null));
    }

    /** Completes a future off the loop, since what depends on it may block. */
    private <T> void finish(CompletableFuture<T> future, T result) {
        runtime.callbacks().execute(() -> future.complete(result));
    }

    private void acknowledge(Delivery delivery, ReasonCode reason) {
        loop.execute(() -> session().acknowledge(delivery, reason, driver.now()));
    }

    private final class Events implements SessionDriver.Events {
        @Override
        public void up(Negotiated negotiated) {
            metrics.up(negotiated);
            subscriptions.up(negotiated.sessionPresent());
            listenerCalls.execute(() -> listener.up(negotiated));
        }

        @Override
        public void down(Closed how) {
            metrics.down(how);
            listenerCalls.execute(() -> listener.down(how));
        }

        @Override
        public void message(Delivery delivery) {
            metrics.delivered(delivery.topic());
            routes.dispatch(delivery);
        }

        @Override
        public void published(Message message, PublishResult result) {
            listenerCalls.execute(() -> listener.published(message, result));
        }

        @Override
        public void carried(int received, int sent) {
            metrics.carried(received, sent);
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.Loop;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.mqtt.codec.PacketBuffer;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.session.Closed;
import io.dunlin.mqtt.session.Delivery;
import io.dunlin.mqtt.session.FilterResult;
import io.dunlin.mqtt.session.Message;
import io.dunlin.mqtt.session.Negotiated;
import io.dunlin.mqtt.session.PublishResult;
import io.dunlin.mqtt.session.ReconnectConfig;
import io.dunlin.mqtt.session.SessionConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An MQTT 5 client that stays connected: it connects again by itself, keeps its session and subscriptions, and queues
 * messages of QoS 1 and 2 meanwhile, within limits. Thread-safe; no method blocks. Handlers, listeners and the stages that
 * depend on its futures run on threads of the {@link MqttRuntime}, never on an event loop: they may block and call
 * anything here.
 *
 * <p>A future completes normally with a sealed result for whatever the server or the network did.
 */
public final class MqttClient {

    private final MqttRuntime runtime;
    private final SessionDriver driver;
    private final Loop loop;
    private final Routes routes;
    private final SerialExecutor listenerCalls;
    private final ConnectionListener listener;
    /** Calls of subscribe whose connection did not last. On the loop, as is the next. */
    private final List<Request> unanswered = new ArrayList<>();

    private boolean isClosed;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

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
    }

    private MqttClient(Builder builder) {
        this.runtime = builder.runtime;
        this.loop = builder.loop == null ? runtime.nextLoop() : builder.loop;
        this.listener = builder.listener;
        this.listenerCalls = new SerialExecutor(runtime.callbacks());
        this.routes = new Routes(runtime.callbacks(), builder.unrouted, this::acknowledge);
        this.driver = new SessionDriver(
                builder.server,
                runtime.transport(),
                loop,
                builder.session,
                builder.reconnect,
                runtime.random(),
                new PacketBuffer(),
                new Events());
    }

    /**
     * Starts the description of a client.
     *
     * @param runtime whose threads it uses
     * @param server where it connects
     * @param session what it asks for
     * @return a builder
     */
    public static Builder builder(MqttRuntime runtime, MqttServer server, SessionConfig session) {
        return new Builder(runtime, server, session);
    }

    /** Connects, and connects again whenever that is lost, until {@link #close}. Call it once. */
    public void start() {
        loop.execute(driver::start);
    }

    /**
     * Publishes a message, now or as soon as window and connection allow; QoS 0 only while connected.
     *
     * @param message what; see {@link Message#requireFromClient}
     * @return what came of it
     */
    public CompletableFuture<PublishResult> publish(Message message) {
        message.requireFromClient();
        CompletableFuture<PublishResult> future = new CompletableFuture<>();
        loop.execute(() -> driver.session().publish(message, result -> complete(future, result), driver.now()));
        return future;
    }

    /**
     * Subscribes, and again by itself whenever the server has lost the session. Filters that were refused are not kept.
     *
     * @param subscriptions at least one
     * @param handler takes the messages that match any of the filters
     * @return the answers; without a connection they come with the next one, or never if the client is closed first
     */
    public CompletableFuture<FilterResult> subscribe(List<Subscription> subscriptions, MessageHandler handler) {
        List<Subscription> copy = List.copyOf(subscriptions);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("want at least one subscription");
        }
        CompletableFuture<FilterResult> future = new CompletableFuture<>();
        loop.execute(() -> {
            routes.add(copy, handler);
            request(new Request(copy, future));
        });
        return future;
    }

    private void request(Request request) {
        driver.session()
                .subscribe(request.subscriptions, PropertySet.NONE, result -> answered(request, result), driver.now());
    }

    private void answered(Request request, FilterResult result) {
        routes.answered(result);
        boolean isLost = result.kind() == FilterResult.Kind.NOT_ANSWERED
                && !driver.session().isUp();
        if (isLost && !isClosed) {
            unanswered.add(request);
        } else {
            complete(request.future, result);
        }
    }

    /** A call of subscribe that waits for its answer. */
    private record Request(List<Subscription> subscriptions, CompletableFuture<FilterResult> future) {}

    /**
     * Unsubscribes.
     *
     * @param filters at least one, as subscribed
     * @return the answers, or that there was none
     */
    public CompletableFuture<FilterResult> unsubscribe(List<String> filters) {
        List<String> copy = List.copyOf(filters);
        CompletableFuture<FilterResult> future = new CompletableFuture<>();
        loop.execute(() -> {
            routes.remove(copy);
            driver.session().unsubscribe(copy, result -> complete(future, result), driver.now());
        });
        return future;
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
        loop.execute(() -> driver.switchIdentity(
                identity, (outcome, detail) -> complete(future, new SwitchResult(outcome, detail))));
        return future;
    }

    /**
     * Disconnects and stops, also in the middle of an attempt or a pause. What waits for an answer ends as unknown or not
     * sent.
     *
     * @return completes when that has been done
     */
    public CompletableFuture<Void> close() {
        loop.execute(() -> {
            isClosed = true;
            driver.close();
            for (Request request : unanswered) {
                complete(request.future, new FilterResult.NotAnswered("the client was closed"));
            }
            unanswered.clear();
            runtime.callbacks().execute(() -> closed.complete(null));
        });
        return closed.copy();
    }

    /** Completes a future off the loop, since what depends on it may block. */
    private <T> void complete(CompletableFuture<T> future, T result) {
        runtime.callbacks().execute(() -> future.complete(result));
    }

    private void acknowledge(Delivery delivery) {
        loop.execute(() -> driver.session().acknowledge(delivery, ReasonCode.SUCCESS, driver.now()));
    }

    private final class Events implements SessionDriver.Events {
        @Override
        public void up(Negotiated negotiated) {
            List<Subscription> missing = routes.subscriptions(!negotiated.sessionPresent());
            List<Request> again = List.copyOf(unanswered);
            unanswered.clear();
            for (Request request : again) {
                missing.removeAll(request.subscriptions);
                request(request);
            }
            if (!missing.isEmpty()) {
                request(new Request(missing, new CompletableFuture<>()));
            }
            listenerCalls.execute(() -> listener.up(negotiated));
        }

        @Override
        public void down(Closed how) {
            listenerCalls.execute(() -> listener.down(how));
        }

        @Override
        public void message(Delivery delivery) {
            routes.dispatch(delivery);
        }
    }

    /** Describes a client. */
    public static final class Builder {
        private final MqttRuntime runtime;
        private final MqttServer server;
        private final SessionConfig session;
        private ReconnectConfig reconnect = ReconnectConfig.DEFAULT;
        private ConnectionListener listener = ConnectionListener.NONE;
        private @Nullable MessageHandler unrouted;
        private @Nullable Loop loop;

        private Builder(MqttRuntime runtime, MqttServer server, SessionConfig session) {
            this.runtime = runtime;
            this.server = server;
            this.session = session;
        }

        /**
         * Sets the pauses between attempts.
         *
         * @param pauses the pauses
         * @return this
         */
        public Builder reconnect(ReconnectConfig pauses) {
            reconnect = pauses;
            return this;
        }

        /**
         * Sets who is told of connections.
         *
         * @param who the listener
         * @return this
         */
        public Builder listener(ConnectionListener who) {
            listener = who;
            return this;
        }

        /**
         * Sets who takes messages that no subscription of this process matches: those of a session from before it, which
         * come before anything is subscribed. Without it they are acknowledged and dropped.
         *
         * @param handler the handler
         * @return this
         */
        public Builder unrouted(MessageHandler handler) {
            unrouted = handler;
            return this;
        }

        /**
         * Sets the loop to run on.
         *
         * @param own a loop, rather than the next one of the runtime
         * @return this
         */
        public Builder loop(Loop own) {
            loop = own;
            return this;
        }

        /**
         * Makes the client.
         *
         * @return a client that is not started
         */
        public MqttClient build() {
            return new MqttClient(this);
        }
    }
}

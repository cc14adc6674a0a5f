/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.Loop;
import io.dunlin.mqtt.session.ReconnectConfig;
import io.dunlin.mqtt.session.SessionConfig;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Describes a client. */
public final class MqttClientBuilder {

    final MqttRuntime runtime;
    final MqttServer server;
    final SessionConfig session;
    ReconnectConfig reconnect = ReconnectConfig.DEFAULT;
    RedirectPolicy redirects = RedirectPolicy.NEVER;
    MqttClient.ConnectionListener listener = MqttClient.ConnectionListener.NONE;
    MqttMetrics metrics = MqttMetrics.NONE;

    @Nullable
    MessageHandler unrouted;

    @Nullable
    MqttStore store;

    @Nullable
    Supplier<@Nullable String> traceparent;

    @Nullable
    Loop loop;

    MqttClientBuilder(MqttRuntime runtime, MqttServer server, SessionConfig session) {
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
    public MqttClientBuilder reconnect(ReconnectConfig pauses) {
        reconnect = pauses;
        return this;
    }

    /**
     * Sets whether to follow a server that names another one.
     *
     * @param policy decides; without it the client stays
     * @return this
     */
    public MqttClientBuilder redirects(RedirectPolicy policy) {
        redirects = policy;
        return this;
    }

    /**
     * Sets who is told of connections.
     *
     * @param who the listener
     * @return this
     */
    public MqttClientBuilder listener(MqttClient.ConnectionListener who) {
        listener = who;
        return this;
    }

    /**
     * Sets who counts.
     *
     * @param who counts, on the loop
     * @return this
     */
    public MqttClientBuilder metrics(MqttMetrics who) {
        metrics = who;
        return this;
    }

    /**
     * Sets where messages and handshakes outlive the process. Without it they do not.
     *
     * @param where a directory of this client's own
     * @return this
     */
    public MqttClientBuilder store(MqttStore where) {
        store = where;
        return this;
    }

    /**
     * Has each message carry a user property {@code traceparent} (W3C Trace Context).
     *
     * @param current returns its value on the caller's thread, or null for none
     * @return this
     */
    public MqttClientBuilder traceparent(Supplier<@Nullable String> current) {
        traceparent = current;
        return this;
    }

    /**
     * Sets who takes messages that no subscription of this process matches: those of a session from before it, which
     * come before anything is subscribed. Without it they are acknowledged and dropped.
     *
     * @param handler the handler
     * @return this
     */
    public MqttClientBuilder unrouted(MessageHandler handler) {
        unrouted = handler;
        return this;
    }

    /**
     * Sets the loop to run on.
     *
     * @param own a loop, rather than the next one of the runtime
     * @return this
     */
    public MqttClientBuilder loop(Loop own) {
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

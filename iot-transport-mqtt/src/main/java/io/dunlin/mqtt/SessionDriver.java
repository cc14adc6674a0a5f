/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.Alarm;
import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.tls.IdentitySwitch;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.mqtt.codec.PacketBuffer;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.session.Closed;
import io.dunlin.mqtt.session.Connection;
import io.dunlin.mqtt.session.Delivery;
import io.dunlin.mqtt.session.Message;
import io.dunlin.mqtt.session.Negotiated;
import io.dunlin.mqtt.session.PublishResult;
import io.dunlin.mqtt.session.Reconnect;
import io.dunlin.mqtt.session.ReconnectConfig;
import io.dunlin.mqtt.session.Session;
import io.dunlin.mqtt.session.SessionConfig;
import io.dunlin.mqtt.session.SessionListener;
import io.dunlin.mqtt.session.Wire;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link Session} connected: opens transports, waits between attempts, wakes the session when its time has come,
 * and changes identities without a gap. Everything happens on the loop.
 */
final class SessionDriver implements SessionListener {

    private static final Logger LOG = LoggerFactory.getLogger(SessionDriver.class);

    private final RedirectPolicy redirects;
    private final Transport transport;
    private final Loop loop;
    private final Session session;
    private final Reconnect reconnect;
    private final Alarm alarm;
    private final Events events;

    private MqttServer server;

    /** Where the next attempt goes, if not to the server. */
    private @Nullable MqttServer detour;

    /** The attempt or connection that is, or is to become, the session's. */
    private @Nullable Attempt current;

    /** The attempt of an identity switch, while the current connection is still up. */
    private @Nullable Attempt candidate;

    /** How the current connection ended while a switch was under way. */
    private @Nullable Closed heldDown;

    private boolean started;
    private boolean closed;
    private Loop.@Nullable Timer retry;

    /** What a driver tells its owner, on the loop. */
    interface Events {
        void up(Negotiated negotiated);

        void down(Closed closed);

        void message(Delivery delivery);

        /** A message that an earlier process left has come to its end. */
        default void published(Message message, PublishResult result) {}

        /** Bytes came, or were sent. */
        default void carried(int received, int sent) {}
    }

    SessionDriver(
            MqttServer server,
            Transport transport,
            Loop loop,
            SessionConfig config,
            ReconnectConfig reconnectConfig,
            RandomSource random,
            PacketBuffer buffer,
            RedirectPolicy redirects,
            Events events) {
        this.redirects = redirects;
        this.server = server;
        this.transport = transport;
        this.loop = loop;
        this.session = new Session(config, this, buffer);
        this.reconnect = new Reconnect(reconnectConfig, random, config.clientId());
        this.alarm = new Alarm(loop, this::wake);
        this.events = events;
    }

    Session session() {
        return session;
    }

    Loop loop() {
        return loop;
    }

    long now() {
        return loop.nanoTime();
    }

    void start() {
        if (started) {
            throw new IllegalStateException("start was called before");
        }
        started = true;
        connect();
    }

    /** Disconnects and never connects again, whatever is under way. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        cancelRetry();
        Attempt attempt = current;
        Attempt switching = candidate;
        candidate = null;
        session.close(now());
        abandon(attempt);
        abandon(switching);
        if (switching != null) {
            switching.report(IdentitySwitch.Outcome.UNREACHABLE, "closed");
        }
        alarm.off();
    }

    private static void abandon(@Nullable Attempt attempt) {
        if (attempt != null && attempt.connection == null) {
            attempt.over = true;
            attempt.line().close();
        }
    }

    /** Ends the current connection and connects again after the pause of a failure. */
    void drop(ReasonCode reason) {
        if (current != null && current.connection != null) {
            current.connection.disconnect(reason, now());
        }
    }

    /**
     * Connects with another identity and lets that connection take the session over; the present connection stays up
     * until the server has accepted the new one.
     */
    void switchIdentity(TlsIdentity identity, IdentitySwitch.Report report) {
        if (closed || server.identity() == null) {
            report.switched(
                    IdentitySwitch.Outcome.UNREACHABLE, closed ? "closed" : "the server is not reached over TLS");
            return;
        }
        if (candidate != null) {
            report.switched(IdentitySwitch.Outcome.UNREACHABLE, "another switch is under way");
            return;
        }
        candidate = new Attempt(report);
        candidate.open(server.with(() -> identity));
    }

    /** Call it after every call of the session that may have brought its deadline closer. */
    void rearm() {
        if (!closed) {
            alarm.at(session.deadlineNanos());
        }
    }

    private void wake() {
        session.tick(now());
        rearm();
    }

    private void connect() {
        retry = null;
        MqttServer where = detour == null ? server : detour;
        detour = null;
        current = new Attempt(null);
        current.open(where);
    }

    private void cancelRetry() {
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
    }

    private void retryLater() {
        if (!closed && retry == null && current == null && candidate == null) {
            long pause = reconnect.failed(now());
            LOG.debug("next attempt to connect to {} in {} ms", server, pause / 1_000_000);
            retry = loop.schedule(pause, this::connect);
        }
    }

    @Override
    public void up(Connection connection, Negotiated negotiated) {
        Attempt attempt = candidate;
        boolean switched = attempt != null && attempt.connection == connection;
        if (attempt != null && switched) {
            Attempt other = current;
            current = attempt;
            candidate = null;
            heldDown = null;
            cancelRetry();
            endAttempt(other);
        }
        reconnect.connected(now());
        guard(() -> events.up(negotiated));
        if (attempt != null && switched) {
            attempt.report(IdentitySwitch.Outcome.ACCEPTED, "");
        }
    }

    /** An attempt with the old identity, made while the switch was under way: it must not take the session back. */
    private void endAttempt(@Nullable Attempt attempt) {
        abandon(attempt);
        if (attempt != null && attempt.connection != null) {
            attempt.connection.disconnect(ReasonCode.SUCCESS, now());
        }
    }

    @Override
    public void closed(Connection connection, Closed how) {
        if (candidate != null && candidate.connection == connection) {
            candidateFailed(refusesIdentity(how), how.toString());
        } else if (current != null && current.connection == connection) {
            current = null;
            if (how.cause() != Closed.Cause.SUPERSEDED) {
                redirect(how);
                down(how);
            }
        }
    }

    private void redirect(Closed how) {
        String reference = how.serverReference();
        boolean moved = how.reason() == ReasonCode.SERVER_MOVED;
        if (reference == null || !(moved || how.reason() == ReasonCode.USE_ANOTHER_SERVER)) {
            return;
        }
        MqttServer other = redirects.follow(server, reference, moved);
        LOG.info("{} refers to \"{}\", next is {}", server, reference, other == null ? server : other);
        if (other != null && moved) {
            server = other;
        } else {
            detour = other;
        }
    }

    private void down(Closed how) {
        if (candidate != null) {
            // Servers end the old connection before they accept the one that takes over: wait how that turns out.
            heldDown = how;
            return;
        }
        guard(() -> events.down(how));
        retryLater();
    }

    private static boolean refusesIdentity(Closed how) {
        ReasonCode reason = how.reason();
        if (how.cause() != Closed.Cause.REFUSED || reason == null) {
            return false;
        }
        return switch (reason) {
            case CLIENT_IDENTIFIER_NOT_VALID, BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED, BANNED -> true;
            default -> false;
        };
    }

    private void candidateFailed(boolean refused, String why) {
        Attempt failed = candidate;
        candidate = null;
        if (failed != null) {
            failed.over = true;
            boolean known = refused || failed.refused;
            failed.report(known ? IdentitySwitch.Outcome.REFUSED : IdentitySwitch.Outcome.UNREACHABLE, why);
        }
        Closed held = heldDown;
        heldDown = null;
        if (held != null) {
            down(held);
        } else {
            retryLater();
        }
    }

    @Override
    public void published(Message message, PublishResult result) {
        guard(() -> events.published(message, result));
    }

    @Override
    public void message(Delivery delivery) {
        guard(() -> events.message(delivery));
    }

    /** A listener that throws must not end the connection. */
    private static void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("a listener threw", e);
        }
    }

    /** One attempt to connect, and the connection that comes of it. */
    private final class Attempt implements Transport.Handler, Wire {

        private final IdentitySwitch.@Nullable Report report;
        private Transport.@Nullable Line line;
        private @Nullable Connection connection;
        private boolean over;
        private boolean refused;

        Attempt(IdentitySwitch.@Nullable Report report) {
            this.report = report;
        }

        void open(MqttServer where) {
            line = transport.open(where, loop, this);
        }

        Transport.Line line() {
            if (line == null) {
                throw new IllegalStateException("the transport called back before open returned");
            }
            return line;
        }

        void report(IdentitySwitch.Outcome outcome, String detail) {
            if (report != null) {
                guard(() -> report.switched(outcome, detail));
            }
        }

        @Override
        public void send(byte[] bytes, int offset, int length) {
            events.carried(0, length);
            line().send(bytes, offset, length);
        }

        @Override
        public void close() {
            line().close();
        }

        @Override
        public void opened() {
            if (!over) {
                connection = session.open(this, now());
                rearm();
            }
        }

        @Override
        public void received(byte[] bytes, int offset, int length) {
            if (connection != null) {
                events.carried(length, 0);
                connection.receive(bytes, offset, length, now());
                rearm();
            }
        }

        @Override
        public void writable(boolean canWrite) {
            if (connection != null) {
                connection.writable(canWrite, now());
            }
        }

        @Override
        public void refused(String reason) {
            refused = true;
            closed(reason);
        }

        @Override
        public void closed(String reason) {
            if (over) {
                return;
            }
            over = true;
            if (connection != null) {
                connection.lost(reason, now());
            } else if (this == candidate) {
                candidateFailed(false, reason);
            } else if (this == current) {
                current = null;
                down(new Closed(Closed.Cause.TRANSPORT_LOST, null, reason, null));
            }
        }
    }
}

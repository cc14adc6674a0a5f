/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.SendOutcome;
import io.dunlin.core.wire.Address;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.session.Closed;
import io.dunlin.mqtt.session.Delivery;
import io.dunlin.mqtt.session.FilterResult;
import io.dunlin.mqtt.session.Message;
import io.dunlin.mqtt.session.Negotiated;
import io.dunlin.mqtt.session.PublishResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the device's and the fleet's link have in common: one subscription, QoS 1 both ways, a window instead of a queue.
 * The link is up once the subscription stands, or the server goes on with a session. All on the loop.
 *
 * @param <L> who is told of the link's life
 */
abstract sealed class TopicLink<L> permits MqttLink, MqttFleetLink {

    private static final Logger LOG = LoggerFactory.getLogger(TopicLink.class);

    private final LinkConfig config;
    private final boolean secure;
    private final String filter;
    private final SessionDriver driver;

    /** Sends that were not reported yet. */
    private final Set<Sending> outstanding = new LinkedHashSet<>();

    private @Nullable L listener;
    private Capabilities capabilities;
    private boolean announced;
    private boolean closed;

    TopicLink(
            MqttServer server,
            Transport transport,
            Loop loop,
            RandomSource random,
            String clientId,
            String filter,
            LinkConfig config) {
        this.config = config;
        this.secure = server.identity() != null;
        this.filter = filter;
        this.capabilities = new Capabilities("mqtt5", config.maxPayloadBytes(), config.maxInFlight(), true, secure);
        this.driver = config.driver(server, transport, loop, random, clientId, new Events());
    }

    /** A send that is under way. */
    private static final class Sending {
        private final Link.Report report;

        Sending(Link.Report report) {
            this.report = report;
        }
    }

    abstract void up(L who, Capabilities now);

    abstract void down(L who, String reason);

    /** Takes a message, and sees to it that it is acknowledged now or later. */
    abstract void message(L who, Address address, Delivery delivery);

    /**
     * Names the one listener. Call it once, before {@link #start}.
     *
     * @param who is told
     */
    public void listen(L who) {
        listener = who;
    }

    private L listener() {
        L who = listener;
        if (who == null) {
            throw new IllegalStateException("listen has to be called before start");
        }
        return who;
    }

    /** Connects, and connects again whenever the link goes down, until {@link #close}. */
    public void start() {
        listener();
        driver.start();
    }

    /**
     * Tells whether messages may leave.
     *
     * @return whether the link is up
     */
    public boolean isUp() {
        return announced && driver.session().isUp();
    }

    /**
     * Returns what the link can do: of the present connection, or while it is down of the last or the configured one.
     *
     * @return the capabilities
     */
    public Capabilities capabilities() {
        return capabilities;
    }

    final SessionDriver driver() {
        return driver;
    }

    final void send(Address address, byte[] payload, Link.Report report) {
        if (payload.length > capabilities.maxPayloadBytes()) {
            report.sent(SendOutcome.TOO_LARGE);
        } else if (!isUp()) {
            report.sent(SendOutcome.NOT_CONNECTED);
        } else if (driver.session().inFlight() + driver.session().queued() >= capabilities.maxInFlight()) {
            report.sent(SendOutcome.BUSY);
        } else {
            Sending sending = new Sending(report);
            outstanding.add(sending);
            Message message = new Message(address.topic(), payload, QoS.AT_LEAST_ONCE);
            driver.session().publish(message, result -> sent(sending, result), driver.now());
        }
    }

    private void sent(Sending sending, PublishResult result) {
        if (outstanding.remove(sending)) {
            report(sending, outcome(result));
        }
    }

    private static void report(Sending sending, SendOutcome outcome) {
        try {
            sending.report.sent(outcome);
        } catch (RuntimeException e) {
            LOG.error("a report threw", e);
        }
    }

    static SendOutcome outcome(PublishResult result) {
        if (result instanceof PublishResult.Accepted accepted) {
            // Nobody is there to take it, and the server keeps it for nobody.
            return accepted.reason() == ReasonCode.NO_MATCHING_SUBSCRIBERS
                    ? SendOutcome.REFUSED_FOR_NOW
                    : SendOutcome.ACCEPTED;
        }
        if (result instanceof PublishResult.NotSent notSent) {
            return switch (notSent.why()) {
                case NOT_CONNECTED -> SendOutcome.NOT_CONNECTED;
                case QUEUE_FULL, DROPPED, EXPIRED, NOT_STORED -> SendOutcome.BUSY;
                case TOO_LARGE -> SendOutcome.TOO_LARGE;
                case QOS_NOT_SUPPORTED, RETAIN_NOT_SUPPORTED -> SendOutcome.REFUSED;
            };
        }
        if (result instanceof PublishResult.Refused) {
            return result.retryable() ? SendOutcome.REFUSED_FOR_NOW : SendOutcome.REFUSED;
        }
        return SendOutcome.UNKNOWN;
    }

    final void acknowledge(Delivery delivery) {
        driver.session().acknowledge(delivery, ReasonCode.SUCCESS, driver.now());
    }

    /** Disconnects and stops; outstanding sends are reported as {@link SendOutcome#UNKNOWN}. */
    public void close() {
        closed = true;
        driver.close();
        endOutstanding();
    }

    private void endOutstanding() {
        List<Sending> ended = new ArrayList<>(outstanding);
        outstanding.clear();
        for (Sending sending : ended) {
            report(sending, SendOutcome.UNKNOWN);
        }
    }

    private void connected(Negotiated negotiated) {
        int payload = Math.min(config.maxPayloadBytes(), negotiated.maxPacketBytes() - LinkConfig.OVERHEAD_BYTES);
        int window = Math.min(config.maxInFlight(), negotiated.receiveMaximum());
        capabilities = new Capabilities("mqtt5", Math.max(256, payload), window, true, secure);
        List<Subscription> subscriptions = List.of(new Subscription(filter, QoS.AT_LEAST_ONCE));
        // Also in a session that the server kept: that costs one packet and leaves nothing to believe.
        driver.session().subscribe(subscriptions, PropertySet.NONE, this::subscribed, driver.now());
        if (negotiated.sessionPresent()) {
            // Messages may follow at once, and their receivers want to answer.
            announce();
        }
    }

    private void announce() {
        if (!announced) {
            announced = true;
            up(listener(), capabilities);
        }
    }

    private void subscribed(FilterResult result) {
        if (closed || !driver.session().isUp()) {
            return;
        }
        if (!result.isSuccess()) {
            LOG.warn("subscribing to {} failed: {}", filter, result);
            driver.drop(ReasonCode.SUCCESS);
            return;
        }
        announce();
    }

    private final class Events implements SessionDriver.Events {
        @Override
        public void up(Negotiated negotiated) {
            connected(negotiated);
        }

        @Override
        public void down(Closed how) {
            announced = false;
            endOutstanding();
            if (!closed) {
                TopicLink.this.down(listener(), how.toString());
            }
        }

        @Override
        public void message(Delivery delivery) {
            Address address = Address.parse(delivery.topic());
            if (address == null) {
                LOG.debug("a message to a topic outside of the contract: {}", delivery.topic());
                acknowledge(delivery);
                return;
            }
            TopicLink.this.message(listener(), address, delivery);
        }
    }
}

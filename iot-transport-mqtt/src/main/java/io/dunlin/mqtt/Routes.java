/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.codec.Topics;
import io.dunlin.mqtt.session.Delivery;
import io.dunlin.mqtt.session.FilterResult;
import io.dunlin.mqtt.session.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which handler takes which messages, and which subscriptions the server is to know. On the loop. */
final class Routes {

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    private static final int MOST_IDENTIFIERS = 268_435_455;

    /** Receive Maximum bounds the rest. */
    private static final int MOST_WAITING = 1000;

    private final Executor pool;
    private final BiConsumer<Delivery, ReasonCode> acknowledge;
    private final @Nullable Target unrouted;
    private int lastIdentifier;
    private final Map<String, Route> routes = new LinkedHashMap<>();

    Routes(Executor pool, @Nullable MessageHandler unrouted, BiConsumer<Delivery, ReasonCode> acknowledge) {
        this.pool = pool;
        this.acknowledge = acknowledge;
        this.unrouted = unrouted == null ? null : new Target(unrouted, new SerialExecutor(pool), 0);
    }

    /** A handler, its place in line, and the subscription identifier by which messages find it. */
    private record Target(MessageHandler handler, SerialExecutor executor, int identifier) {}

    private static final class Route {
        final Subscription subscription;
        final Target target;

        /** Whether the server knows it, as far as this session's answers tell. */
        boolean granted;

        Route(Subscription subscription, Target target) {
            this.subscription = subscription;
            this.target = target;
        }
    }

    /** Adds a handler, and returns the identifier of its subscriptions. */
    int add(List<Subscription> subscriptions, MessageHandler handler) {
        lastIdentifier = lastIdentifier % MOST_IDENTIFIERS + 1;
        Target target = new Target(handler, new SerialExecutor(pool), lastIdentifier);
        for (Subscription subscription : subscriptions) {
            routes.put(subscription.filter(), new Route(subscription, target));
        }
        return lastIdentifier;
    }

    void remove(List<String> filters) {
        routes.keySet().removeAll(filters);
    }

    void answered(FilterResult result) {
        if (!(result instanceof FilterResult.Answered answered)) {
            return;
        }
        for (FilterResult.Outcome outcome : answered.outcomes()) {
            Route route = routes.get(outcome.filter());
            if (outcome.reason().isError()) {
                routes.remove(outcome.filter());
            } else if (route != null) {
                route.granted = true;
            }
        }
    }

    /** Returns what the server does not know, by identifier: after it lost the session, everything. */
    Map<Integer, List<Subscription>> missing(boolean sessionLost) {
        Map<Integer, List<Subscription>> missing = new LinkedHashMap<>();
        for (Route route : routes.values()) {
            if (sessionLost) {
                route.granted = false;
            }
            if (!route.granted) {
                missing.computeIfAbsent(route.target.identifier(), identifier -> new ArrayList<>())
                        .add(route.subscription);
            }
        }
        return missing;
    }

    void dispatch(Delivery delivery) {
        List<Target> targets = targets(delivery);
        if (targets.isEmpty() && unrouted != null) {
            targets.add(unrouted);
        }
        if (targets.isEmpty()) {
            acknowledge.accept(delivery, ReasonCode.SUCCESS);
            return;
        }
        Settlement settlement = new Settlement(acknowledge, delivery, targets.size());
        for (Target target : targets) {
            if (delivery.qos() == QoS.AT_MOST_ONCE && target.executor.backlog() >= MOST_WAITING) {
                LOG.debug("a handler is too slow; a QoS 0 message to {} was dropped", delivery.topic());
                continue;
            }
            Message message = delivery.message();
            Settlement.Share share = settlement.new Share();
            target.executor.execute(() -> handle(target.handler, message, share));
        }
    }

    /**
     * Finds the handlers by the identifiers of the message, which tell overlapping and shared subscriptions apart. One of
     * an earlier process may mean another filter now, so the filter has to match as well; and if none fits, it alone does.
     */
    private List<Target> targets(Delivery delivery) {
        int[] identifiers = delivery.subscriptionIdentifiers();
        List<Target> named = new ArrayList<>(1);
        List<Target> matching = new ArrayList<>(1);
        for (Route route : routes.values()) {
            Target target = route.target;
            // A handler with several filters that match gets the message once.
            if (!matching.contains(target) && Topics.matches(route.subscription.filter(), delivery.topic())) {
                matching.add(target);
                if (contains(identifiers, target.identifier())) {
                    named.add(target);
                }
            }
        }
        return named.isEmpty() ? matching : named;
    }

    private static boolean contains(int[] identifiers, int wanted) {
        for (int identifier : identifiers) {
            if (identifier == wanted) {
                return true;
            }
        }
        return false;
    }

    private static void handle(MessageHandler handler, Message message, Settlement.Share share) {
        try {
            handler.message(message, share);
        } catch (RuntimeException e) {
            // The same message again would end the same way and hold up all others.
            LOG.error("the handler of {} threw; its message is acknowledged", message, e);
            share.settle();
        }
        if (!share.isLater()) {
            share.settle();
        }
    }
}

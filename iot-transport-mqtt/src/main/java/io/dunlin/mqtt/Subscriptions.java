/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.ProtocolVersion;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.session.FilterReport;
import io.dunlin.mqtt.session.FilterResult;
import io.dunlin.mqtt.session.FilterResult.NotAnswered;
import io.dunlin.mqtt.session.Negotiated;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The subscriptions of a client: made again when the server has lost the session, and asked for again when a connection
 * did not last for the answer. On the loop.
 */
final class Subscriptions {

    private final SessionDriver driver;
    private final ProtocolVersion version;
    private final Routes routes;

    /** Requests whose connection did not last. */
    private final List<Request> unanswered = new ArrayList<>();

    private boolean closed;

    Subscriptions(SessionDriver driver, ProtocolVersion version, Routes routes) {
        this.driver = driver;
        this.version = version;
        this.routes = routes;
    }

    /** A call of subscribe that waits for its answer. */
    private record Request(List<Subscription> subscriptions, int identifier, FilterReport report) {}

    void subscribe(List<Subscription> subscriptions, MessageHandler handler, FilterReport report) {
        request(new Request(subscriptions, routes.add(subscriptions, handler), report));
    }

    void unsubscribe(List<String> filters, FilterReport report) {
        routes.remove(filters);
        driver.session().unsubscribe(filters, report, driver.now());
    }

    private void request(Request request) {
        Negotiated server = driver.session().negotiated();
        boolean named = server != null && server.identifiersAvailable() && version == ProtocolVersion.V5;
        PropertySet properties = !named
                ? PropertySet.NONE
                : PropertySet.builder()
                        .set(Property.SUBSCRIPTION_IDENTIFIER, request.identifier)
                        .build();
        driver.session()
                .subscribe(request.subscriptions, properties, result -> answered(request, result), driver.now());
    }

    private void answered(Request request, FilterResult result) {
        routes.answered(result);
        boolean isLost = result.kind() == FilterResult.Kind.NOT_ANSWERED
                && !driver.session().isUp();
        if (isLost && !closed) {
            unanswered.add(request);
        } else {
            request.report.done(result);
        }
    }

    void up(boolean sessionPresent) {
        Map<Integer, List<Subscription>> missing = routes.missing(!sessionPresent);
        List<Request> again = List.copyOf(unanswered);
        unanswered.clear();
        for (Request request : again) {
            List<Subscription> same = missing.get(request.identifier);
            if (same != null) {
                same.removeAll(request.subscriptions);
            }
            request(request);
        }
        missing.forEach((identifier, subscriptions) -> {
            if (!subscriptions.isEmpty()) {
                request(new Request(subscriptions, identifier, result -> {}));
            }
        });
    }

    void close() {
        closed = true;
        for (Request request : unanswered) {
            request.report.done(new NotAnswered("the client was closed"));
        }
        unanswered.clear();
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.Packet;
import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Subscribe;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.codec.Topics;
import io.dunlin.mqtt.codec.Unsubscribe;
import io.dunlin.mqtt.session.FilterResult.Answered;
import io.dunlin.mqtt.session.FilterResult.NotAnswered;
import io.dunlin.mqtt.session.FilterResult.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SUBSCRIBE and UNSUBSCRIBE that wait for their answers. They belong to one connection and end with it. */
final class Requests {

    private final PacketIds ids;
    private final Map<Integer, Request> waiting = new LinkedHashMap<>(2);

    Requests(PacketIds ids) {
        this.ids = ids;
    }

    private record Request(List<String> filters, boolean subscribe, FilterReport report) {}

    int waiting() {
        return waiting.size();
    }

    void subscribe(
            List<Subscription> subscriptions,
            PropertySet properties,
            FilterReport report,
            @Nullable Connection connection,
            long now) {
        List<String> filters = new ArrayList<>(subscriptions.size());
        boolean isNamed = properties.has(Property.SUBSCRIPTION_IDENTIFIER);
        String missing = connection == null ? "not connected" : null;
        for (Subscription subscription : subscriptions) {
            filters.add(subscription.filter());
            if (connection != null && missing == null) {
                missing = missing(subscription, connection);
            }
        }
        if (connection != null && missing == null && isNamed) {
            boolean available = connection.negotiated().identifiersAvailable() && !connection.isBare();
            missing = available ? null : "the server has no subscription identifiers";
        }
        if (connection == null || missing != null || ids.isExhausted()) {
            report.done(new NotAnswered(missing == null ? "no packet id is free" : missing));
            return;
        }
        int id = ids.take();
        send(new Subscribe(id, subscriptions, properties), new Request(filters, true, report), id, connection, now);
    }

    private static @Nullable String missing(Subscription subscription, Connection on) {
        String filter = subscription.filter();
        Negotiated server = on.negotiated();
        if (on.isBare() && (Topics.isShared(filter) || !isPlain(subscription))) {
            return "MQTT 3.1.1 has neither shared subscriptions nor options";
        }
        if (!server.sharedAvailable() && Topics.isShared(filter)) {
            return "the server has no shared subscriptions";
        }
        boolean hasWildcard = filter.indexOf('+') >= 0 || filter.indexOf('#') >= 0;
        return !server.wildcardsAvailable() && hasWildcard ? "the server has no wildcards" : null;
    }

    private static boolean isPlain(Subscription subscription) {
        return subscription.equals(new Subscription(subscription.filter(), subscription.maximumQos()));
    }

    void unsubscribe(List<String> filters, FilterReport report, @Nullable Connection connection, long now) {
        if (connection == null || ids.isExhausted()) {
            report.done(new NotAnswered(connection == null ? "not connected" : "no packet id is free"));
            return;
        }
        int id = ids.take();
        Unsubscribe packet = new Unsubscribe(id, filters, PropertySet.NONE);
        send(packet, new Request(packet.filters(), false, report), id, connection, now);
    }

    private void send(Packet packet, Request request, int id, Connection connection, long now) {
        if (!connection.fits(packet)) {
            ids.free(id);
            request.report.done(new NotAnswered("larger than the server's maximum packet size"));
            return;
        }
        waiting.put(id, request);
        connection.send(packet, now);
    }

    /** Takes SUBACK or UNSUBACK. */
    void answer(int id, boolean subscribe, List<ReasonCode> reasons, PropertySet properties, Connection on, long now) {
        Request request = waiting.get(id);
        if (request == null || request.subscribe != subscribe) {
            on.fail(ReasonCode.PROTOCOL_ERROR, "an answer to no request, packet id " + id, now);
            return;
        }
        boolean isSilent = !subscribe && on.isBare();
        if (!isSilent && reasons.size() != request.filters.size()) {
            String counts = reasons.size() + " reason codes for " + request.filters.size() + " filters";
            on.fail(ReasonCode.PROTOCOL_ERROR, counts, now);
            return;
        }
        waiting.remove(id);
        ids.free(id);
        List<Outcome> outcomes = new ArrayList<>(reasons.size());
        for (int i = 0; i < request.filters.size(); i++) {
            outcomes.add(new Outcome(request.filters.get(i), isSilent ? ReasonCode.SUCCESS : reasons.get(i)));
        }
        request.report.done(new Answered(outcomes, Connection.reasonString(properties)));
    }

    /** Ends all that wait: their connection is gone. */
    void end(String why) {
        List<Request> ended = new ArrayList<>(waiting.values());
        for (int id : waiting.keySet()) {
            ids.free(id);
        }
        waiting.clear();
        for (Request request : ended) {
            request.report.done(new NotAnswered(why));
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.PacketType;
import io.dunlin.mqtt.codec.Publish;
import io.dunlin.mqtt.codec.PublishReply;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages that came and wait for acknowledgement. Acknowledgements leave in the order in which the messages came
 * (MQTT-4.6.0-2), whatever the order in which the application settles them. QoS 2 messages are remembered beyond a
 * connection, so that none is delivered twice.
 */
final class Inbound {

    private final int receiveMaximum;

    /** What the present connection waits for, oldest first. */
    private final ArrayDeque<Delivery> order = new ArrayDeque<>();

    /** QoS 2, from the first PUBLISH to PUBREL, by packet id. */
    private final Map<Integer, Delivery> exactlyOnce = new HashMap<>(2);

    /** QoS 1 and 2 messages of the present connection that count against our Receive Maximum. */
    private int unacknowledged;

    private @Nullable Connection connection;

    Inbound(int receiveMaximum) {
        this.receiveMaximum = receiveMaximum;
    }

    int unacknowledged() {
        return unacknowledged;
    }

    int remembered() {
        return exactlyOnce.size();
    }

    void resume(Connection on, boolean sessionPresent) {
        suspend();
        connection = on;
        if (!sessionPresent) {
            exactlyOnce.clear();
        }
    }

    void suspend() {
        connection = null;
        order.clear();
        unacknowledged = 0;
    }

    /** Takes a message; returns it if the application has to see it. */
    @Nullable
    Delivery publish(Publish publish, String topic, Connection on, long now) {
        if (publish.qos() == QoS.AT_MOST_ONCE) {
            return new Delivery(topic, publish, on);
        }
        Delivery known = publish.qos() == QoS.EXACTLY_ONCE ? exactlyOnce.get(publish.packetId()) : null;
        if (known != null && known.connection == on) {
            // Sent twice on one connection: there is one answer, and it comes or has come.
            return null;
        }
        if (known != null && !publish.dup()) {
            // Not sent again (MQTT-3.3.1-1): the server lost the session, and the CONNACK that said so was lost, too.
            known = null;
        }
        if (unacknowledged == receiveMaximum) {
            on.fail(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "more than " + receiveMaximum + " messages in flight", now);
            return null;
        }
        unacknowledged++;
        if (known != null) {
            known.connection = on;
            known.received = false;
            order.add(known);
            acknowledgeInOrder(on, now);
            return null;
        }
        Delivery delivery = new Delivery(topic, publish, on);
        order.add(delivery);
        if (publish.qos() == QoS.EXACTLY_ONCE) {
            exactlyOnce.put(publish.packetId(), delivery);
        }
        return delivery;
    }

    void settle(Delivery delivery, ReasonCode reason, long now) {
        if (delivery.settled || delivery.qos() == QoS.AT_MOST_ONCE) {
            return;
        }
        delivery.settled = true;
        delivery.reason = reason;
        if (connection != null && delivery.connection == connection) {
            acknowledgeInOrder(connection, now);
        }
    }

    private void acknowledgeInOrder(Connection on, long now) {
        for (Delivery head = order.peek(); head != null && head.settled; head = order.peek()) {
            order.remove();
            PacketType type = PacketType.PUBACK;
            if (head.qos() == QoS.AT_LEAST_ONCE) {
                unacknowledged--;
            } else {
                type = PacketType.PUBREC;
                head.received = !head.reason.isError();
                if (!head.received) {
                    unacknowledged--;
                    exactlyOnce.remove(head.packetId());
                }
            }
            on.send(new PublishReply(type, head.packetId(), head.reason), now);
        }
    }

    /** Takes PUBREL. */
    void release(int packetId, Connection on, long now) {
        Delivery delivery = exactlyOnce.get(packetId);
        if (delivery == null) {
            ReasonCode unknown = ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
            on.send(new PublishReply(PacketType.PUBCOMP, packetId, unknown), now);
            return;
        }
        if (!delivery.received) {
            on.fail(ReasonCode.PROTOCOL_ERROR, "PUBREL before PUBREC for packet id " + packetId, now);
            return;
        }
        exactlyOnce.remove(packetId);
        if (delivery.connection == on) {
            unacknowledged--;
        }
        on.send(new PublishReply(PacketType.PUBCOMP, packetId, ReasonCode.SUCCESS), now);
    }
}

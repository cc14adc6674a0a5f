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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages that came and wait for acknowledgement. Acknowledgements leave in the order in which the messages came
 * (MQTT-4.6.0-2), whatever the order in which the application settles them. QoS 2 messages are remembered beyond a
 * connection, so that none is delivered twice.
 */
final class Inbound {

    private final int mostUnacknowledged;
    private final Ledger ledger;

    /** What the present connection waits for, oldest first. */
    private final ArrayDeque<Delivery> order = new ArrayDeque<>();

    /** QoS 2, from the first PUBLISH to PUBREL, by packet id. */
    private final Map<Integer, Delivery> exactlyOnce = new HashMap<>(2);

    /** QoS 1 and 2 messages of the present connection that wait for our acknowledgement. */
    private int unacknowledged;

    private @Nullable Connection connection;

    Inbound(int mostUnacknowledged, Ledger ledger) {
        this.mostUnacknowledged = mostUnacknowledged;
        this.ledger = ledger;
    }

    int unacknowledged() {
        return unacknowledged;
    }

    int remembered() {
        return exactlyOnce.size();
    }

    void resume(Connection on) {
        suspend();
        connection = on;
    }

    /** The server has lost the session, and with it the meaning of its packet ids. */
    void startAgain() {
        exactlyOnce.clear();
    }

    /** Takes the packet ids that an earlier process remembered. */
    void restore(Iterable<Integer> taken) {
        for (int id : taken) {
            exactlyOnce.put(id, Delivery.restored(id));
        }
    }

    /** Adds the records that make up what is remembered in the store. */
    void snapshot(List<byte[]> records) {
        for (Map.Entry<Integer, Delivery> entry : exactlyOnce.entrySet()) {
            Delivery.Written written = entry.getValue().written;
            if (written == Delivery.Written.UNDER_WAY || written == Delivery.Written.DURABLE) {
                records.add(StoreRecords.taken(entry.getKey()));
            }
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
            if (known.written != Delivery.Written.NONE) {
                ledger.write(StoreRecords.forgotten(publish.packetId()));
            }
            known = null;
        }
        if (unacknowledged == mostUnacknowledged) {
            String what = "more than " + mostUnacknowledged + " messages in flight";
            on.fail(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, what, now);
            return null;
        }
        unacknowledged++;
        if (known != null) {
            known.connection = on;
            known.received = false;
            order.add(known);
            if (known.settled && !known.reason.isError()) {
                record(known);
            }
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
        if (delivery.qos() == QoS.EXACTLY_ONCE && !reason.isError()) {
            record(delivery);
        }
        if (connection != null && delivery.connection == connection) {
            acknowledgeInOrder(connection, now);
        }
    }

    /** Writes that a QoS 2 message was taken; its PUBREC waits for that. */
    private void record(Delivery delivery) {
        if (!ledger.isAttached()
                || delivery.written != Delivery.Written.NONE
                || exactlyOnce.get(delivery.packetId()) != delivery) {
            return;
        }
        delivery.written = Delivery.Written.UNDER_WAY;
        ledger.write(StoreRecords.taken(delivery.packetId()), (durable, now) -> {
            delivery.written = durable ? Delivery.Written.DURABLE : Delivery.Written.NONE;
            if (connection == null || delivery.connection != connection) {
                return;
            }
            if (durable) {
                acknowledgeInOrder(connection, now);
            } else {
                connection.storeFailed(now);
            }
        });
    }

    private void acknowledgeInOrder(Connection on, long now) {
        for (Delivery head = order.peek(); head != null && mayLeave(head); head = order.peek()) {
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

    private static boolean mayLeave(Delivery head) {
        return head.settled && head.written != Delivery.Written.UNDER_WAY;
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
        delivery.releasedOn = on;
        if (delivery.written == Delivery.Written.NONE) {
            complete(delivery, now);
        } else if (delivery.written == Delivery.Written.DURABLE) {
            // Once PUBCOMP has left, the packet id may come with another message.
            delivery.written = Delivery.Written.ENDING;
            ledger.write(StoreRecords.forgotten(packetId), (durable, then) -> {
                delivery.written = durable ? Delivery.Written.NONE : Delivery.Written.DURABLE;
                if (exactlyOnce.get(packetId) != delivery) {
                    return;
                }
                if (durable) {
                    complete(delivery, then);
                } else if (connection != null) {
                    connection.storeFailed(then);
                }
            });
        }
    }

    private void complete(Delivery delivery, long now) {
        exactlyOnce.remove(delivery.packetId());
        Connection on = connection;
        if (on == null || delivery.releasedOn != on) {
            return;
        }
        if (delivery.connection == on) {
            unacknowledged--;
        }
        on.send(new PublishReply(PacketType.PUBCOMP, delivery.packetId(), ReasonCode.SUCCESS), now);
    }
}

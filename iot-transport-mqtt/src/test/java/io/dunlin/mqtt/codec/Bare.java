/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import java.util.ArrayList;
import java.util.List;

/** What MQTT 3.1.1 leaves of a packet. */
final class Bare {

    private Bare() {}

    /** Returns the packet without what stays behind, or null if MQTT 3.1.1 cannot say it. */
    static Packet of(Packet packet) {
        return switch (packet.type()) {
            case CONNECT -> connect((Connect) packet);
            case CONNACK -> connAck((ConnAck) packet);
            case PUBLISH -> publish((Publish) packet);
            case PUBACK, PUBREC, PUBREL, PUBCOMP ->
                new PublishReply(packet.type(), ((PublishReply) packet).packetId(), ReasonCode.SUCCESS);
            case SUBSCRIBE -> {
                List<Subscription> plain = new ArrayList<>();
                for (Subscription each : ((Subscribe) packet).subscriptions()) {
                    plain.add(new Subscription(each.filter(), each.maximumQos()));
                }
                yield new Subscribe(((Subscribe) packet).packetId(), plain, PropertySet.NONE);
            }
            case SUBACK -> {
                List<ReasonCode> reasons = new ArrayList<>();
                for (ReasonCode reason : ((SubAck) packet).reasons()) {
                    reasons.add(reason.isError() ? ReasonCode.UNSPECIFIED_ERROR : reason);
                }
                yield new SubAck(((SubAck) packet).packetId(), reasons, PropertySet.NONE);
            }
            case UNSUBSCRIBE ->
                new Unsubscribe(((Unsubscribe) packet).packetId(), ((Unsubscribe) packet).filters(), PropertySet.NONE);
            case UNSUBACK -> new UnsubAck(((UnsubAck) packet).packetId(), List.of(), PropertySet.NONE);
            case DISCONNECT -> new Disconnect(ReasonCode.SUCCESS, PropertySet.NONE);
            case PINGREQ, PINGRESP -> packet;
            case AUTH -> null;
        };
    }

    private static Packet connect(Connect connect) {
        if (connect.password() != null && connect.userName() == null) {
            return null;
        }
        Will will = connect.will();
        Will bare = will == null
                ? null
                : new Will(will.topic(), will.qos(), will.retain(), will.payload(), PropertySet.NONE);
        return new Connect(
                connect.clientId(),
                connect.cleanStart(),
                connect.keepAliveSeconds(),
                bare,
                connect.userName(),
                connect.password(),
                PropertySet.NONE);
    }

    private static Packet connAck(ConnAck connAck) {
        for (int value = 0; value <= 5; value++) {
            if (ReturnCodes.ofConnect(value) == connAck.reason()) {
                return new ConnAck(connAck.sessionPresent(), connAck.reason(), PropertySet.NONE);
            }
        }
        return null;
    }

    private static Packet publish(Publish publish) {
        return publish.topic().isEmpty()
                ? null
                : Publish.of(
                        publish.topic(),
                        publish.qos(),
                        publish.dup(),
                        publish.retain(),
                        publish.packetId(),
                        PropertySet.NONE,
                        publish.payload());
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random valid packets of either sender, from a seed: the generator that the property tests share. */
public final class Packets {

    private static final String[] TEXTS = {
        "", "a", "temperature", "\u00e9t\u00e9", "\u6e29\u5ea6", "\ud83d\udd25", "\ufeff", "\u0001"
    };
    private static final String[] LEVELS = {"dunlin", "v1", "", "dev-1", "\u00e9", "$SYS", "\ud83d\udd25"};

    private final Random random;
    private final Role sender;

    public Packets(long seed, Role sender) {
        this.random = new Random(seed);
        this.sender = sender;
    }

    /** Returns a packet that the sender may send. */
    public Packet next() {
        PacketType type;
        do {
            type = pick(PacketType.values());
        } while (!type.isSentBy(sender));
        return next(type);
    }

    public Packet next(PacketType type) {
        PropertySet properties = properties(type.bit(), type == PacketType.PUBLISH);
        return switch (type) {
            case CONNECT ->
                new Connect(
                        text(),
                        random.nextBoolean(),
                        random.nextInt(65_536),
                        random.nextBoolean()
                                ? new Will(
                                        topic(),
                                        pick(QoS.values()),
                                        random.nextBoolean(),
                                        bytes(40),
                                        properties(Property.WILL, false))
                                : null,
                        random.nextBoolean() ? text() : null,
                        random.nextBoolean() ? bytes(20) : null,
                        properties);
            case CONNACK -> {
                ReasonCode reason = reason(type);
                yield new ConnAck(!reason.isError() && random.nextBoolean(), reason, properties);
            }
            case PUBLISH -> publish(properties);
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> new PublishReply(type, id(), reason(type), properties);
            case SUBSCRIBE -> new Subscribe(id(), subscriptions(), properties);
            case SUBACK -> new SubAck(id(), reasons(type), properties);
            case UNSUBSCRIBE -> new Unsubscribe(id(), filters(), properties);
            case UNSUBACK -> new UnsubAck(id(), reasons(type), properties);
            case PINGREQ -> Ping.REQUEST;
            case PINGRESP -> Ping.RESPONSE;
            case DISCONNECT -> new Disconnect(reason(type), properties);
            case AUTH -> new Auth(reason(type), properties);
        };
    }

    private Publish publish(PropertySet properties) {
        QoS qos = pick(QoS.values());
        boolean aliasOnly = properties.has(Property.TOPIC_ALIAS) && random.nextBoolean();
        boolean dup = qos != QoS.AT_MOST_ONCE && random.nextBoolean();
        int id = qos == QoS.AT_MOST_ONCE ? 0 : id();
        return Publish.of(aliasOnly ? "" : topic(), qos, dup, random.nextBoolean(), id, properties, bytes(300));
    }

    private PropertySet properties(int typeBit, boolean repeatIdentifiers) {
        PropertySet.Builder builder = PropertySet.builder();
        if (random.nextInt(3) == 0 && typeBit != PacketType.AUTH.bit()) {
            return builder.build();
        }
        for (Property property : Property.values()) {
            boolean wanted = random.nextInt(2) == 0
                    || (property == Property.AUTHENTICATION_METHOD && (typeBit == PacketType.AUTH.bit()));
            if (!property.isAllowedIn(typeBit, sender) || !wanted) {
                continue;
            }
            switch (property.kind()) {
                case BYTE -> builder.set(property, random.nextInt(2));
                case SHORT -> builder.set(property, 1 + random.nextInt(65_535));
                case INT -> builder.set(property, 1 + (random.nextLong() & 0x7FFF_FFFFL) * 2);
                case VARINT -> {
                    for (int i = repeatIdentifiers ? random.nextInt(3) : 0; i >= 0; i--) {
                        builder.set(property, 1 + random.nextInt(VarInt.MAX));
                    }
                }
                case TEXT -> builder.set(property, property == Property.RESPONSE_TOPIC ? topic() : text());
                case BINARY -> {
                    if (property != Property.AUTHENTICATION_DATA || builder.has(Property.AUTHENTICATION_METHOD)) {
                        builder.set(property, bytes(30));
                    }
                }
                case PAIR -> {
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        builder.add(text(), text());
                    }
                }
            }
        }
        return builder.build();
    }

    private List<Subscription> subscriptions() {
        List<Subscription> subscriptions = new ArrayList<>();
        for (String filter : filters()) {
            boolean noLocal = !Topics.isShared(filter) && random.nextBoolean();
            Subscription.Retained retained = pick(Subscription.Retained.values());
            subscriptions.add(new Subscription(filter, pick(QoS.values()), noLocal, random.nextBoolean(), retained));
        }
        return subscriptions;
    }

    private List<String> filters() {
        List<String> filters = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String filter = topic();
            filters.add(
                    switch (random.nextInt(4)) {
                        case 0 -> filter + "/#";
                        case 1 -> "+/" + filter;
                        case 2 -> "$share/group/" + filter;
                        default -> filter;
                    });
        }
        return filters;
    }

    private List<ReasonCode> reasons(PacketType type) {
        List<ReasonCode> reasons = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            reasons.add(reason(type));
        }
        return reasons;
    }

    private ReasonCode reason(PacketType type) {
        ReasonCode reason;
        do {
            reason = pick(ReasonCode.values());
        } while (!reason.isAllowedIn(type, sender));
        return reason;
    }

    private int id() {
        return 1 + random.nextInt(Packet.MAX_PACKET_ID);
    }

    private String topic() {
        StringBuilder topic = new StringBuilder("t");
        for (int i = random.nextInt(4); i > 0; i--) {
            topic.append('/').append(pick(LEVELS));
        }
        return topic.toString();
    }

    private String text() {
        // Now and then longer than 127 bytes: there the property length takes two bytes.
        return random.nextInt(8) == 0 ? pick(TEXTS).repeat(130) : pick(TEXTS);
    }

    private byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private <T> T pick(T[] from) {
        return from[random.nextInt(from.length)];
    }
}

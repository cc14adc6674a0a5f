/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads packets, one array range each, in one pass. Refuses whatever the specification calls malformed or a protocol
 * error as far as one packet shows it, and packets that the peer's role may not send. One thread at a time.
 */
public final class PacketDecoder {

    private final Role sender;
    private final ProtocolVersion version;
    private final boolean bare;
    private final DecodeLimits limits;
    private final PacketReader in = new PacketReader();
    private final PropertyReader properties;

    /**
     * Creates a decoder of MQTT 5.
     *
     * @param reader the role of who reads: a client refuses what only clients send
     * @param limits what a packet may hold
     */
    public PacketDecoder(Role reader, DecodeLimits limits) {
        this(reader, limits, ProtocolVersion.V5);
    }

    /**
     * Creates a decoder.
     *
     * @param reader the role of who reads: a client refuses what only clients send
     * @param limits what a packet may hold
     * @param version of the protocol
     */
    public PacketDecoder(Role reader, DecodeLimits limits, ProtocolVersion version) {
        this.sender = reader.peer();
        this.version = version;
        this.bare = version == ProtocolVersion.V3_1_1;
        this.limits = limits;
        this.properties = new PropertyReader(sender, limits.maxElements(), bare);
    }

    /**
     * Reads one packet.
     *
     * @param bytes an array; a {@link Publish} goes on using it
     * @param offset where the fixed header starts
     * @param length of the whole packet, as {@link PacketStream} found it
     * @return the packet
     * @throws MqttDecodeException if it is not one that the peer may send
     */
    public Packet decode(byte[] bytes, int offset, int length) {
        in.reset(bytes, offset, length);
        if (length > limits.maxPacketBytes()) {
            throw in.refused(ReasonCode.PACKET_TOO_LARGE, "a packet of " + length + " bytes");
        }
        int first = in.readByte("packet type");
        if (first < 0x10) {
            throw in.malformed("packet type 0 is reserved");
        }
        PacketType type = PacketType.of(first >> 4);
        if (!type.isSentBy(sender, version)) {
            throw in.protocolError(type + " is not sent by a " + sender);
        }
        if (type.flags() >= 0 && (first & 0x0F) != type.flags()) {
            throw in.malformed("flags of " + type + " are " + (first & 0x0F));
        }
        if (in.readVarInt("remaining length") != in.remaining()) {
            throw in.malformed("remaining length is not the packet's");
        }
        Packet packet = body(type, first & 0x0F);
        if (in.remaining() > 0) {
            throw in.malformed(in.remaining() + " bytes after the end of " + type);
        }
        return packet;
    }

    private Packet body(PacketType type, int flags) {
        switch (type) {
            case CONNECT -> {
                return connect();
            }
            case CONNACK -> {
                return connAck();
            }
            case PUBLISH -> {
                return publish(flags);
            }
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> {
                return publishReply(type);
            }
            case SUBSCRIBE -> {
                return subscribe();
            }
            case SUBACK -> {
                int subscribed = in.readPacketId();
                PropertySet subAck = properties.read(in, type);
                return new SubAck(subscribed, reasons(type), subAck);
            }
            case UNSUBSCRIBE -> {
                return unsubscribe();
            }
            case UNSUBACK -> {
                int unsubscribed = in.readPacketId();
                PropertySet unsubAck = properties.read(in, type);
                return new UnsubAck(unsubscribed, reasons(type), unsubAck);
            }
            case PINGREQ -> {
                return Ping.REQUEST;
            }
            case PINGRESP -> {
                return Ping.RESPONSE;
            }
            case DISCONNECT -> {
                ReasonCode reason = optionalReason(type);
                return new Disconnect(reason, optionalProperties(type));
            }
            case AUTH -> {
                return auth();
            }
        }
        throw new AssertionError(type);
    }

    private Packet connect() {
        String protocol = in.readText("protocol name");
        int level = in.readByte("protocol version");
        if (!protocol.equals("MQTT") || level != version.level()) {
            throw in.refused(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, "protocol \"" + protocol + "\" version " + level);
        }
        int flags = in.readByte("connect flags");
        boolean hasWill = (flags & 0x04) != 0;
        int willQos = flags >> 3 & 3;
        if ((flags & 1) != 0 || willQos == 3 || (!hasWill && (flags & 0x38) != 0) || (bare && (flags & 0xC0) == 0x40)) {
            throw in.malformed("connect flags are " + flags);
        }
        int keepAlive = in.readShort("keep alive");
        PropertySet set = properties.read(in, PacketType.CONNECT);
        String clientId = in.readText("client id");
        Will will = hasWill ? will(QoS.of(willQos), (flags & 0x20) != 0) : null;
        String userName = (flags & 0x80) != 0 ? in.readText("user name") : null;
        byte @Nullable [] password = (flags & 0x40) != 0 ? in.readBinary("password") : null;
        return new Connect(clientId, (flags & 0x02) != 0, keepAlive, will, userName, password, set);
    }

    private Will will(QoS qos, boolean retain) {
        PropertySet set = properties.readWill(in);
        String topic = in.readText("Will topic");
        if (topic.isEmpty() || in.lastTextHasWildcard()) {
            throw in.malformed("Will topic is empty or holds a wildcard");
        }
        return new Will(topic, qos, retain, in.readBinary("Will payload"), set);
    }

    private Packet connAck() {
        int flags = in.readByte("acknowledge flags");
        if (flags > 1) {
            throw in.malformed("acknowledge flags are " + flags);
        }
        ReasonCode reason = bare ? returnCode() : reason(PacketType.CONNACK);
        PropertySet set = properties.read(in, PacketType.CONNACK);
        if (flags == 1 && reason.isError()) {
            throw in.protocolError("a refusal with a session");
        }
        return new ConnAck(flags == 1, reason, set);
    }

    private Packet publish(int flags) {
        int qosBits = flags >> 1 & 3;
        boolean dup = (flags & 8) != 0;
        if (qosBits == 3 || (dup && qosBits == 0)) {
            throw in.malformed("flags of PUBLISH are " + flags);
        }
        QoS qos = QoS.of(qosBits);
        String topic = in.readText("topic");
        if (in.lastTextHasWildcard()) {
            throw in.malformed("topic holds a wildcard");
        }
        int packetId = qos == QoS.AT_MOST_ONCE ? 0 : in.readPacketId();
        PropertySet set = properties.read(in, PacketType.PUBLISH);
        if (topic.isEmpty() && !set.has(Property.TOPIC_ALIAS)) {
            throw in.protocolError("neither topic nor alias");
        }
        int length = in.remaining();
        int offset = in.position();
        in.limit(0);
        return new Publish(topic, qos, dup, (flags & 1) != 0, packetId, set, in.array(), offset, length);
    }

    private Packet publishReply(PacketType type) {
        int packetId = in.readPacketId();
        ReasonCode reason = optionalReason(type);
        return new PublishReply(type, packetId, reason, optionalProperties(type));
    }

    private Packet subscribe() {
        int packetId = in.readPacketId();
        PropertySet set = properties.read(in, PacketType.SUBSCRIBE);
        List<Subscription> subscriptions = new ArrayList<>();
        do {
            requireRoom(subscriptions.size());
            subscriptions.add(subscription());
        } while (in.remaining() > 0);
        return new Subscribe(packetId, subscriptions, set);
    }

    private Subscription subscription() {
        String filter = filter();
        int options = in.readByte("subscription options");
        int qos = options & 3;
        int retained = options >> 4 & 3;
        boolean noLocal = (options & 4) != 0;
        if (options > (bare ? 2 : 0x3F) || qos == 3) {
            throw in.malformed("subscription options are " + options);
        }
        if (retained == 3 || (noLocal && Topics.isShared(filter))) {
            throw in.protocolError("subscription options are " + options);
        }
        Subscription.Retained when = retained == 0
                ? Subscription.Retained.ALWAYS
                : retained == 1 ? Subscription.Retained.IF_NEW : Subscription.Retained.NEVER;
        return new Subscription(filter, QoS.of(qos), noLocal, (options & 8) != 0, when);
    }

    private Packet unsubscribe() {
        int packetId = in.readPacketId();
        PropertySet set = properties.read(in, PacketType.UNSUBSCRIBE);
        List<String> filters = new ArrayList<>();
        do {
            requireRoom(filters.size());
            filters.add(filter());
        } while (in.remaining() > 0);
        return new Unsubscribe(packetId, filters, set);
    }

    private String filter() {
        String filter = in.readText("topic filter");
        if (!Topics.isFilter(filter)) {
            throw in.malformed("topic filter breaks the rules");
        }
        return filter;
    }

    private List<ReasonCode> reasons(PacketType type) {
        List<ReasonCode> reasons = new ArrayList<>();
        if (bare && type == PacketType.UNSUBACK) {
            return reasons;
        }
        do {
            requireRoom(reasons.size());
            reasons.add(reason(type));
        } while (in.remaining() > 0);
        return reasons;
    }

    private Packet auth() {
        boolean isEmpty = in.remaining() == 0;
        ReasonCode reason = optionalReason(PacketType.AUTH);
        PropertySet set = optionalProperties(PacketType.AUTH);
        if (!isEmpty && !set.has(Property.AUTHENTICATION_METHOD)) {
            throw in.protocolError("AUTH without an authentication method");
        }
        return new Auth(reason, set);
    }

    private ReasonCode optionalReason(PacketType type) {
        if (bare) {
            return ReasonCode.SUCCESS;
        }
        if (in.remaining() > 0) {
            return reason(type);
        }
        if (!ReasonCode.SUCCESS.isAllowedIn(type, sender)) {
            throw in.protocolError(type + " from a " + sender + " needs a reason code");
        }
        return ReasonCode.SUCCESS;
    }

    private PropertySet optionalProperties(PacketType type) {
        return bare || in.remaining() == 0 ? PropertySet.NONE : properties.read(in, type);
    }

    private ReasonCode returnCode() {
        int value = in.readByte("return code");
        ReasonCode reason = ReturnCodes.ofConnect(value);
        if (reason == null) {
            throw in.protocolError("return code " + value + " is reserved");
        }
        return reason;
    }

    private ReasonCode reason(PacketType type) {
        int value = in.readByte("reason code");
        ReasonCode reason = bare ? ReturnCodes.ofSubscribe(value) : ReasonCode.find(value);
        if (reason == null || !reason.isAllowedIn(type, sender)) {
            throw in.protocolError("reason code " + value + " is not allowed in " + type + " from a " + sender);
        }
        return reason;
    }

    private void requireRoom(int elements) {
        if (elements == limits.maxElements()) {
            throw in.refused(ReasonCode.QUOTA_EXCEEDED, "more than " + elements + " elements");
        }
    }
}

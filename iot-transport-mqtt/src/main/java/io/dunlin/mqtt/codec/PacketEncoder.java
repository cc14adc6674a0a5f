/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import io.dunlin.core.Utf8;
import java.util.List;

/**
 * Writes packets. Lengths are computed before the first byte is written, so nothing is buffered or moved. Has no state
 * but the sender's role and the version; refuses to write what that role may not send. In MQTT 3.1.1 properties and
 * reasons stay behind, where there is no return code for them.
 */
public final class PacketEncoder {

    private final Role sender;
    private final ProtocolVersion version;
    private final boolean bare;
    private final long[] allowed = new long[16];

    /**
     * Creates an encoder of MQTT 5.
     *
     * @param sender who sends what is written
     */
    public PacketEncoder(Role sender) {
        this(sender, ProtocolVersion.V5);
    }

    /**
     * Creates an encoder.
     *
     * @param sender who sends what is written
     * @param version of the protocol
     */
    public PacketEncoder(Role sender, ProtocolVersion version) {
        this.sender = sender;
        this.version = version;
        this.bare = version == ProtocolVersion.V3_1_1;
        for (int type = 0; type < allowed.length; type++) {
            allowed[type] = Property.allowedIn(1 << type, sender);
        }
    }

    /**
     * Returns the length of a packet.
     *
     * @param packet what the sender may send
     * @return bytes, with the fixed header
     * @throws IllegalArgumentException if this sender may not send it, or it is longer than MQTT allows
     */
    public int length(Packet packet) {
        int remaining = remaining(packet);
        return 1 + VarInt.length(remaining) + remaining;
    }

    /**
     * Writes a packet.
     *
     * @param packet what the sender may send
     * @param to where, with room for {@link #length} bytes
     * @param offset where to start
     * @return the index after the last byte
     */
    public int write(Packet packet, byte[] to, int offset) {
        return write(packet, remaining(packet), to, offset);
    }

    /** Writes a packet whose remaining length is known. */
    int write(Packet packet, int remaining, byte[] to, int offset) {
        to[offset] = (byte) (packet.type().value() << 4 | flags(packet));
        int at = VarInt.write(remaining, to, offset + 1);
        return body(packet, to, at);
    }

    /**
     * Makes the bytes of one packet.
     *
     * @param packet what the sender may send
     * @return a new array
     */
    public byte[] encode(Packet packet) {
        byte[] bytes = new byte[length(packet)];
        write(packet, bytes, 0);
        return bytes;
    }

    private static int flags(Packet packet) {
        if (packet instanceof Publish publish) {
            return (publish.dup() ? 8 : 0) | publish.qos().value() << 1 | (publish.retain() ? 1 : 0);
        }
        return packet.type().flags();
    }

    /** Returns the length after the fixed header. */
    int remaining(Packet packet) {
        long remaining = measure(packet);
        if (remaining > VarInt.MAX) {
            throw new IllegalArgumentException(
                    packet.type() + " of " + remaining + " bytes is longer than MQTT allows");
        }
        return (int) remaining;
    }

    private long measure(Packet packet) {
        if (packet instanceof Publish publish) {
            int id = publish.qos() == QoS.AT_MOST_ONCE ? 0 : 2;
            return 2L + Utf8.length(publish.topic()) + id + properties(publish) + publish.length();
        }
        switch (packet.type()) {
            case CONNECT -> {
                return connectLength((Connect) packet);
            }
            case CONNACK -> {
                checkReason(packet, ((ConnAck) packet).reason());
                if (bare) {
                    ReturnCodes.ofConnect(((ConnAck) packet).reason());
                }
                return 2L + properties(packet);
            }
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> {
                return 2L + reasonLength(packet, ((PublishReply) packet).reason());
            }
            case SUBSCRIBE -> {
                long filters = 2L + properties(packet);
                for (Subscription subscription : ((Subscribe) packet).subscriptions()) {
                    filters += 3L + Utf8.length(subscription.filter());
                }
                return filters;
            }
            case SUBACK -> {
                return 2L + properties(packet) + reasonCount(packet, ((SubAck) packet).reasons());
            }
            case UNSUBSCRIBE -> {
                long names = 2L + properties(packet);
                for (String filter : ((Unsubscribe) packet).filters()) {
                    names += 2L + Utf8.length(filter);
                }
                return names;
            }
            case UNSUBACK -> {
                int reasons = reasonCount(packet, ((UnsubAck) packet).reasons());
                return 2L + properties(packet) + (bare ? 0 : reasons);
            }
            case DISCONNECT -> {
                return reasonLength(packet, ((Disconnect) packet).reason());
            }
            case AUTH -> {
                return reasonLength(packet, ((Auth) packet).reason());
            }
            case PINGREQ, PINGRESP -> {
                properties(packet);
                return 0;
            }
            default -> throw new AssertionError(packet.type());
        }
    }

    private long connectLength(Connect connect) {
        long length = 10L + properties(connect) + 2 + Utf8.length(connect.clientId());
        Will will = connect.will();
        if (will != null) {
            if ((will.properties().present() & ~allowed[0]) != 0) {
                throw new IllegalArgumentException("a Will cannot carry " + will.properties());
            }
            length += withLength(will.properties()) + 4L + Utf8.length(will.topic()) + will.payload().length;
        }
        String userName = connect.userName();
        byte[] password = connect.password();
        if (bare && password != null && userName == null) {
            throw new IllegalArgumentException("MQTT 3.1.1 has no password without a user name");
        }
        return length
                + (userName == null ? 0 : 2 + Utf8.length(userName))
                + (password == null ? 0 : 2 + password.length);
    }

    /** Reason code and properties may be left out if they say nothing. */
    private int reasonLength(Packet packet, ReasonCode reason) {
        checkReason(packet, reason);
        int set = properties(packet);
        if (bare) {
            return 0;
        }
        return set > 1 ? 1 + set : reason == ReasonCode.SUCCESS ? 0 : 1;
    }

    private int reasonCount(Packet packet, List<ReasonCode> reasons) {
        for (ReasonCode reason : reasons) {
            checkReason(packet, reason);
        }
        return reasons.size();
    }

    private void checkReason(Packet packet, ReasonCode reason) {
        if (!reason.isAllowedIn(packet.type(), sender)) {
            throw new IllegalArgumentException(packet.type() + " from a " + sender + " cannot carry " + reason);
        }
    }

    /** Checks that the sender may send them, and returns their length with the length in front of them. */
    private int properties(Packet packet) {
        if (!packet.type().isSentBy(sender, version)) {
            throw new IllegalArgumentException(packet.type() + " is not sent by a " + sender);
        }
        PropertySet set = packet.properties();
        if ((set.present() & ~allowed[packet.type().value()]) != 0) {
            throw new IllegalArgumentException(packet.type() + " from a " + sender + " cannot carry " + set);
        }
        return withLength(set);
    }

    private int withLength(PropertySet set) {
        return bare ? 0 : VarInt.length(set.encodedLength()) + set.encodedLength();
    }

    private int writeProperties(PropertySet set, byte[] to, int at) {
        return bare ? at : set.write(to, VarInt.write(set.encodedLength(), to, at));
    }

    private int body(Packet packet, byte[] to, int offset) {
        int at = offset;
        if (packet instanceof Publish publish) {
            at = Bytes.writeText(publish.topic(), to, at);
            if (publish.qos() != QoS.AT_MOST_ONCE) {
                at = Bytes.writeShort(publish.packetId(), to, at);
            }
            at = writeProperties(publish.properties(), to, at);
            System.arraycopy(publish.array(), publish.offset(), to, at, publish.length());
            return at + publish.length();
        }
        switch (packet.type()) {
            case CONNECT -> {
                return writeConnect((Connect) packet, to, at);
            }
            case CONNACK -> {
                ConnAck connAck = (ConnAck) packet;
                to[at] = (byte) (connAck.sessionPresent() ? 1 : 0);
                to[at + 1] = (byte)
                        (bare
                                ? ReturnCodes.ofConnect(connAck.reason())
                                : connAck.reason().value());
                return writeProperties(connAck.properties(), to, at + 2);
            }
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> {
                PublishReply reply = (PublishReply) packet;
                return writeReason(reply.reason(), reply.properties(), to, Bytes.writeShort(reply.packetId(), to, at));
            }
            case SUBSCRIBE -> {
                return writeSubscribe((Subscribe) packet, to, at);
            }
            case SUBACK -> {
                SubAck subAck = (SubAck) packet;
                at = writeProperties(subAck.properties(), to, Bytes.writeShort(subAck.packetId(), to, at));
                return writeReasons(subAck.reasons(), to, at);
            }
            case UNSUBSCRIBE -> {
                Unsubscribe unsubscribe = (Unsubscribe) packet;
                at = writeProperties(unsubscribe.properties(), to, Bytes.writeShort(unsubscribe.packetId(), to, at));
                for (String filter : unsubscribe.filters()) {
                    at = Bytes.writeText(filter, to, at);
                }
                return at;
            }
            case UNSUBACK -> {
                UnsubAck unsubAck = (UnsubAck) packet;
                at = writeProperties(unsubAck.properties(), to, Bytes.writeShort(unsubAck.packetId(), to, at));
                return bare ? at : writeReasons(unsubAck.reasons(), to, at);
            }
            case DISCONNECT -> {
                return writeReason(((Disconnect) packet).reason(), packet.properties(), to, at);
            }
            case AUTH -> {
                return writeReason(((Auth) packet).reason(), packet.properties(), to, at);
            }
            default -> {
                return at;
            }
        }
    }

    private int writeConnect(Connect connect, byte[] to, int offset) {
        Will will = connect.will();
        String userName = connect.userName();
        byte[] password = connect.password();
        int flags = (connect.cleanStart() ? 0x02 : 0) | (userName == null ? 0 : 0x80) | (password == null ? 0 : 0x40);
        if (will != null) {
            flags |= 0x04 | will.qos().value() << 3 | (will.retain() ? 0x20 : 0);
        }
        int at = Bytes.writeText("MQTT", to, offset);
        to[at] = (byte) version.level();
        to[at + 1] = (byte) flags;
        at = Bytes.writeShort(connect.keepAliveSeconds(), to, at + 2);
        at = writeProperties(connect.properties(), to, at);
        at = Bytes.writeText(connect.clientId(), to, at);
        if (will != null) {
            at = writeProperties(will.properties(), to, at);
            at = Bytes.writeText(will.topic(), to, at);
            at = Bytes.writeBinary(will.payload(), to, at);
        }
        if (userName != null) {
            at = Bytes.writeText(userName, to, at);
        }
        return password == null ? at : Bytes.writeBinary(password, to, at);
    }

    private int writeSubscribe(Subscribe subscribe, byte[] to, int offset) {
        int at = writeProperties(subscribe.properties(), to, Bytes.writeShort(subscribe.packetId(), to, offset));
        for (Subscription subscription : subscribe.subscriptions()) {
            at = Bytes.writeText(subscription.filter(), to, at);
            int options = (subscription.noLocal() ? 4 : 0)
                    | (subscription.retainAsPublished() ? 8 : 0)
                    | subscription.retained().value() << 4;
            to[at++] = (byte) (subscription.maximumQos().value() | (bare ? 0 : options));
        }
        return at;
    }

    private int writeReasons(List<ReasonCode> reasons, byte[] to, int offset) {
        int at = offset;
        for (ReasonCode reason : reasons) {
            to[at++] = (byte) (bare ? ReturnCodes.ofSubscribe(reason) : reason.value());
        }
        return at;
    }

    private int writeReason(ReasonCode reason, PropertySet set, byte[] to, int at) {
        if (bare) {
            return at;
        }
        if (set.encodedLength() == 0) {
            if (reason == ReasonCode.SUCCESS) {
                return at;
            }
            to[at] = (byte) reason.value();
            return at + 1;
        }
        to[at] = (byte) reason.value();
        return writeProperties(set, to, at + 1);
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.Auth;
import io.dunlin.mqtt.codec.ConnAck;
import io.dunlin.mqtt.codec.Connect;
import io.dunlin.mqtt.codec.DecodeLimits;
import io.dunlin.mqtt.codec.Disconnect;
import io.dunlin.mqtt.codec.MqttDecodeException;
import io.dunlin.mqtt.codec.Packet;
import io.dunlin.mqtt.codec.PacketDecoder;
import io.dunlin.mqtt.codec.PacketStream;
import io.dunlin.mqtt.codec.Ping;
import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.ProtocolVersion;
import io.dunlin.mqtt.codec.Publish;
import io.dunlin.mqtt.codec.PublishReply;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Role;
import io.dunlin.mqtt.codec.SubAck;
import io.dunlin.mqtt.codec.UnsubAck;
import io.dunlin.mqtt.session.Closed.Cause;
import io.dunlin.mqtt.session.PublishResult.Why;
import org.jspecify.annotations.Nullable;

/**
 * One network connection of a {@link Session}, from CONNECT to the end: what is forgotten at the next connection (limits,
 * topic aliases, timers). Made by {@link Session#open}. One thread at a time, the session's.
 */
public final class Connection {

    private static final long SECOND = 1_000_000_000L;

    private final Session session;
    private final Wire wire;
    private final boolean cleanStart;
    private final PacketStream stream;
    private final PacketDecoder decoder;
    private final PacketStream.Sink packets = this::packet;
    private final Authentication authentication;
    private final long openedAt;

    private Phase phase = Phase.CONNECTING;
    private @Nullable Negotiated negotiated;
    private boolean writable = true;
    private @Nullable String @Nullable [] receivedAliases;
    private @Nullable SendAliases aliases;

    private long now;
    private long lastSent;
    private long lastReceived;
    private boolean pinging;
    private long pingedAt;

    private enum Phase {
        CONNECTING,
        /** CONNACK has come; the store is being told. */
        ACCEPTED,
        UP,
        CLOSED
    }

    Connection(Session session, Wire wire, boolean cleanStart, long now) {
        this.session = session;
        this.wire = wire;
        this.cleanStart = cleanStart;
        SessionConfig config = session.config();
        this.stream = new PacketStream(config.limits().maxPacketBytes());
        this.decoder = new PacketDecoder(Role.CLIENT, config.limits(), config.version());
        this.authentication = new Authentication(this, config.authenticator());
        this.openedAt = now;
        this.now = now;
        this.lastReceived = now;
        Connect connect = config.connect(cleanStart, authentication.begin());
        send(connect, now);
    }

    /**
     * Takes bytes that the server sent.
     *
     * @param bytes an array; not kept after the call
     * @param offset where the bytes start
     * @param length how many
     * @param nowNanos the monotonic time
     */
    public void receive(byte[] bytes, int offset, int length, long nowNanos) {
        if (phase == Phase.CLOSED) {
            return;
        }
        now = nowNanos;
        lastReceived = nowNanos;
        try {
            stream.feed(bytes, offset, length, packets);
        } catch (MqttDecodeException e) {
            fail(e.reason(), String.valueOf(e.getMessage()), nowNanos);
        }
    }

    /**
     * The transport broke or was closed by the peer.
     *
     * @param detail why, for people
     * @param nowNanos the monotonic time
     */
    public void lost(String detail, long nowNanos) {
        now = nowNanos;
        close(Closed.of(Cause.TRANSPORT_LOST, detail));
    }

    /**
     * The transport can take more, or for now cannot; without a word it can.
     *
     * @param canWrite whether it can
     * @param nowNanos the monotonic time
     */
    public void writable(boolean canWrite, long nowNanos) {
        writable = canWrite;
        if (canWrite && phase == Phase.UP) {
            session.pump(nowNanos);
        }
    }

    /**
     * Says good-bye and closes the wire.
     *
     * @param reason a reason code that a client may send
     * @param nowNanos the monotonic time
     */
    public void disconnect(ReasonCode reason, long nowNanos) {
        if (phase == Phase.UP || phase == Phase.ACCEPTED) {
            send(new Disconnect(reason, PropertySet.NONE), nowNanos);
        }
        close(new Closed(Cause.CLIENT_DISCONNECTED, reason, "", null));
    }

    /**
     * Tells whether CONNACK has come and the connection has not ended.
     *
     * @return whether it is the session's
     */
    public boolean isUp() {
        return phase == Phase.UP;
    }

    /** Tells whether the protocol has neither properties nor reasons. */
    boolean isBare() {
        return session.config().version() == ProtocolVersion.V3_1_1;
    }

    boolean authenticateAgain(long nowNanos) {
        return phase == Phase.UP && authentication.beginAgain(nowNanos);
    }

    boolean isWritable() {
        return writable;
    }

    Negotiated negotiated() {
        if (negotiated == null) {
            throw new IllegalStateException("CONNACK has not come");
        }
        return negotiated;
    }

    boolean fits(Packet packet) {
        int most = negotiated().maxPacketBytes();
        return most == DecodeLimits.MAX_PACKET_BYTES || session.encoder().length(packet) <= most;
    }

    void send(Packet packet, long nowNanos) {
        if (phase == Phase.CLOSED) {
            return;
        }
        lastSent = nowNanos;
        var buffer = session.buffer();
        buffer.append(session.encoder(), packet);
        wire.send(buffer.array(), 0, buffer.length());
        buffer.clear();
    }

    /** The server broke the protocol: tells it and closes (4.13). */
    void fail(ReasonCode reason, String detail, long nowNanos) {
        if (phase == Phase.CLOSED) {
            return;
        }
        if (!isBare()) {
            // In MQTT 3.1.1 it would say that all is well, and have the Will forgotten.
            send(new Disconnect(reason, PropertySet.NONE), nowNanos);
        }
        close(new Closed(Cause.SERVER_ERROR, reason, detail, null));
    }

    void supersede() {
        close(Closed.of(Cause.SUPERSEDED, ""));
    }

    private void close(Closed closed) {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.CLOSED;
        wire.close();
        session.closed(this, closed);
    }

    void tick(long nowNanos) {
        now = nowNanos;
        if (deadlineNanos() - nowNanos > 0) {
            return;
        }
        if (phase == Phase.CONNECTING) {
            close(Closed.of(Cause.CONNECT_TIMEOUT, "no CONNACK"));
        } else if (phase == Phase.ACCEPTED) {
            storeFailed(nowNanos);
        } else if (pinging) {
            close(Closed.of(Cause.PING_TIMEOUT, "no PINGRESP"));
        } else {
            pinging = true;
            pingedAt = nowNanos;
            send(Ping.REQUEST, nowNanos);
        }
    }

    long deadlineNanos() {
        if (phase == Phase.CONNECTING || phase == Phase.ACCEPTED) {
            return openedAt + session.config().connectTimeoutNanos();
        }
        int keepAlive = phase == Phase.UP ? negotiated().keepAliveSeconds() : 0;
        if (keepAlive == 0) {
            return Long.MAX_VALUE;
        }
        if (pinging) {
            // A long packet on a slow line is a sign of life, too.
            return later(pingedAt, lastReceived) + session.config().pingTimeoutNanos(keepAlive);
        }
        // Also when only one direction is silent: an idle receiver shows a half-open line no other way.
        return earlier(lastSent, lastReceived) + keepAlive * SECOND;
    }

    private static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    private boolean packet(byte[] bytes, int offset, int length) {
        Packet packet = decoder.decode(bytes, offset, length);
        if (packet instanceof Publish publish && phase == Phase.UP) {
            publish(publish);
        } else if (packet instanceof Disconnect disconnect) {
            String reference = disconnect.properties().text(Property.SERVER_REFERENCE);
            String detail = reasonString(disconnect.properties());
            close(new Closed(Cause.SERVER_DISCONNECTED, disconnect.reason(), detail, reference));
        } else if (phase == Phase.CONNECTING) {
            connecting(packet);
        } else {
            up(packet);
        }
        return phase != Phase.CLOSED;
    }

    private void connecting(Packet packet) {
        if (packet instanceof Auth auth) {
            authentication.received(auth, false, now);
        } else if (!(packet instanceof ConnAck connAck)) {
            fail(ReasonCode.PROTOCOL_ERROR, packet.type() + " before CONNACK", now);
        } else if (connAck.reason() != ReasonCode.SUCCESS) {
            String reference = connAck.properties().text(Property.SERVER_REFERENCE);
            close(new Closed(Cause.REFUSED, connAck.reason(), reasonString(connAck.properties()), reference));
        } else if (connAck.sessionPresent() && cleanStart && !isBare()) {
            fail(ReasonCode.PROTOCOL_ERROR, "a session that this client does not have (MQTT-3.2.2-4)", now);
        } else if (authentication.accepted(connAck.properties(), now)) {
            negotiated = Negotiated.of(connAck, session.config());
            aliases = SendAliases.of(negotiated, session.config());
            phase = Phase.ACCEPTED;
            session.accepted(this, negotiated, now);
        }
    }

    /** What has to be durable before this connection becomes the session's is, or will not be. */
    void recorded(boolean durable, long nowNanos) {
        if (phase != Phase.ACCEPTED) {
            return;
        }
        if (!durable) {
            storeFailed(nowNanos);
            return;
        }
        phase = Phase.UP;
        session.established(this, negotiated(), nowNanos);
    }

    /** What has to be durable before the session goes on could not be written: begins again after a pause. */
    void storeFailed(long nowNanos) {
        if (phase != Phase.CLOSED) {
            if (!isBare()) {
                send(new Disconnect(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, PropertySet.NONE), nowNanos);
            }
            close(Closed.of(Cause.STORE_FAILED, "the session's store does not take records"));
        }
    }

    void pump(long nowNanos) {
        session.pump(nowNanos);
    }

    /** Sends a message, or returns what this connection's server will not take. */
    @Nullable
    Why publish(Outgoing entry, boolean again, long nowNanos) {
        Message message = entry.message;
        Negotiated limits = negotiated();
        if (message.qos().compareTo(limits.maximumQos()) > 0) {
            return Why.QOS_NOT_SUPPORTED;
        }
        if (message.retain() && !limits.retainAvailable()) {
            return Why.RETAIN_NOT_SUPPORTED;
        }
        String topic = message.topic();
        PropertySet properties = message.properties();
        if (entry.expiresAt != Long.MAX_VALUE) {
            long remaining = Outbound.remainingSeconds(entry, nowNanos);
            properties = properties.with(Property.MESSAGE_EXPIRY_INTERVAL, remaining);
        }
        int assigned = 0;
        if (aliases != null) {
            int known = aliases.known(topic);
            assigned = known > 0 ? 0 : aliases.next(topic);
            if (known > 0 || assigned > 0) {
                properties = aliases.with(properties, Math.max(known, assigned));
            }
            topic = known > 0 ? "" : topic;
        }
        Publish packet =
                Publish.of(topic, message.qos(), again, message.retain(), entry.id, properties, message.payload());
        if (!fits(packet)) {
            return Why.TOO_LARGE;
        }
        if (aliases != null && assigned > 0) {
            aliases.assign(topic, assigned);
        }
        send(packet, nowNanos);
        return null;
    }

    private void up(Packet packet) {
        switch (packet.type()) {
            case PUBACK, PUBREC, PUBCOMP -> {
                session.outbound().inFlight().reply((PublishReply) packet, this, now);
                session.pump(now);
            }
            case PUBREL -> session.inbound().release(((PublishReply) packet).packetId(), this, now);
            case SUBACK -> {
                SubAck subAck = (SubAck) packet;
                session.requests().answer(subAck.packetId(), true, subAck.reasons(), subAck.properties(), this, now);
            }
            case UNSUBACK -> {
                UnsubAck unsub = (UnsubAck) packet;
                session.requests().answer(unsub.packetId(), false, unsub.reasons(), unsub.properties(), this, now);
            }
            case PINGRESP -> pinging = false;
            case AUTH -> authentication.received((Auth) packet, true, now);
            default -> {
                // A second CONNACK.
                fail(ReasonCode.PROTOCOL_ERROR, packet.type() + " is not expected", now);
            }
        }
    }

    private void publish(Publish publish) {
        String topic = publish.topic();
        int alias = (int) publish.properties().number(Property.TOPIC_ALIAS, 0);
        if (alias > 0) {
            if (alias > session.config().topicAliasMaximum()) {
                fail(ReasonCode.TOPIC_ALIAS_INVALID, "topic alias " + alias, now);
                return;
            }
            if (receivedAliases == null) {
                receivedAliases = new @Nullable String[session.config().topicAliasMaximum() + 1];
            }
            if (!topic.isEmpty()) {
                receivedAliases[alias] = topic;
            }
            String known = receivedAliases[alias];
            if (known == null) {
                fail(ReasonCode.PROTOCOL_ERROR, "topic alias " + alias + " stands for nothing", now);
                return;
            }
            topic = known;
        }
        Delivery delivery = session.inbound().publish(publish, topic, this, now);
        if (delivery != null) {
            session.listener().message(delivery);
        }
    }

    static String reasonString(PropertySet properties) {
        String text = properties.text(Property.REASON_STRING);
        return text == null ? "" : text;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.ConnAck;
import io.dunlin.mqtt.codec.Connect;
import io.dunlin.mqtt.codec.DecodeLimits;
import io.dunlin.mqtt.codec.Packet;
import io.dunlin.mqtt.codec.PacketDecoder;
import io.dunlin.mqtt.codec.PacketEncoder;
import io.dunlin.mqtt.codec.PacketStream;
import io.dunlin.mqtt.codec.PacketType;
import io.dunlin.mqtt.codec.Ping;
import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.Publish;
import io.dunlin.mqtt.codec.PublishReply;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Role;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A broker with one client, as small as the specification allows: a session with what it received and what it has to
 * deliver. It checks what the client must obey.
 */
final class BrokerModel {

    private final int receiveMaximum;
    private final PacketEncoder encoder = new PacketEncoder(Role.SERVER);
    private final PacketDecoder decoder = new PacketDecoder(Role.SERVER, DecodeLimits.DEFAULT);

    /** What the client published, in the order in which the broker took responsibility. */
    final List<String> taken = new ArrayList<>();

    /** The session. */
    private boolean exists;

    private final Set<Integer> unreleased = new HashSet<>();
    private final Map<Integer, String> outbound = new LinkedHashMap<>();
    private final Set<Integer> received = new HashSet<>();
    private final List<String> waiting = new ArrayList<>();
    private int nextId;

    /** The connection. */
    private PacketStream stream = new PacketStream(1 << 20);

    private Consumer<byte[]> out = bytes -> {};
    private boolean connected;
    private final Set<Integer> inFlight = new HashSet<>();

    BrokerModel(int receiveMaximum) {
        this.receiveMaximum = receiveMaximum;
    }

    void accept(Consumer<byte[]> to) {
        out = to;
        connected = false;
        stream = new PacketStream(1 << 20);
        inFlight.clear();
    }

    /** Forgets the session, as a broker does that restarts without a disk. */
    void restart() {
        exists = false;
        unreleased.clear();
        outbound.clear();
        received.clear();
        waiting.clear();
        connected = false;
    }

    void receive(byte[] bytes) {
        stream.feed(bytes, 0, bytes.length, (b, offset, length) -> {
            handle(decoder.decode(b, offset, length));
            return true;
        });
    }

    /** Publishes to the client, QoS 1 or 2 by the text's first letter. */
    void publish(String text) {
        if (exists) {
            waiting.add(text);
            deliver();
        }
    }

    boolean isQuiet() {
        return waiting.isEmpty() && outbound.isEmpty() && received.isEmpty() && unreleased.isEmpty();
    }

    private void handle(Packet packet) {
        if (packet instanceof Connect connect) {
            connect(connect);
        } else if (!connected) {
            throw new AssertionError(packet + " before CONNECT");
        } else if (packet instanceof Publish publish) {
            publish(publish);
        } else if (packet instanceof PublishReply reply) {
            reply(reply);
        } else if (packet == Ping.REQUEST) {
            send(Ping.RESPONSE);
        }
    }

    private void connect(Connect connect) {
        boolean present = exists && !connect.cleanStart();
        if (!present) {
            restart();
        }
        exists = true;
        connected = true;
        PropertySet properties = PropertySet.builder()
                .set(Property.RECEIVE_MAXIMUM, receiveMaximum)
                .build();
        send(new ConnAck(present, ReasonCode.SUCCESS, properties));
        outbound.forEach((id, text) -> sendPublish(id, text, true));
        for (int id : received) {
            send(new PublishReply(PacketType.PUBREL, id, ReasonCode.SUCCESS));
        }
        deliver();
    }

    private void publish(Publish publish) {
        String text = publish.topic() + " " + new String(publish.payload(), StandardCharsets.UTF_8);
        if (publish.qos() == QoS.AT_MOST_ONCE) {
            return;
        }
        inFlight.add(publish.packetId());
        if (inFlight.size() > receiveMaximum) {
            throw new AssertionError("more than Receive Maximum in flight: " + inFlight);
        }
        if (publish.qos() == QoS.AT_LEAST_ONCE) {
            taken.add(text);
            inFlight.remove(publish.packetId());
            send(new PublishReply(PacketType.PUBACK, publish.packetId(), ReasonCode.SUCCESS));
        } else {
            if (unreleased.add(publish.packetId())) {
                taken.add(text);
            } else if (!publish.dup()) {
                throw new AssertionError("a packet id in use: " + publish);
            }
            send(new PublishReply(PacketType.PUBREC, publish.packetId(), ReasonCode.SUCCESS));
        }
    }

    private void reply(PublishReply reply) {
        int id = reply.packetId();
        switch (reply.type()) {
            case PUBREL -> {
                unreleased.remove(id);
                inFlight.remove(id);
                send(new PublishReply(PacketType.PUBCOMP, id, ReasonCode.SUCCESS));
            }
            case PUBACK -> {
                outbound.remove(id);
                deliver();
            }
            case PUBREC -> {
                outbound.remove(id);
                received.add(id);
                send(new PublishReply(PacketType.PUBREL, id, ReasonCode.SUCCESS));
            }
            case PUBCOMP -> {
                received.remove(id);
                deliver();
            }
            default -> throw new AssertionError(reply);
        }
    }

    private void deliver() {
        // Our client's Receive Maximum in these tests is 4.
        while (connected && !waiting.isEmpty() && outbound.size() + received.size() < 4) {
            do {
                nextId = nextId % 9 + 1;
            } while (outbound.containsKey(nextId) || received.contains(nextId));
            String text = waiting.remove(0);
            outbound.put(nextId, text);
            sendPublish(nextId, text, false);
        }
    }

    private void sendPublish(int id, String text, boolean dup) {
        QoS qos = text.startsWith("2") ? QoS.EXACTLY_ONCE : QoS.AT_LEAST_ONCE;
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        send(Publish.of("down", qos, dup, false, id, PropertySet.NONE, payload));
    }

    private void send(Packet packet) {
        out.accept(encoder.encode(packet));
    }
}

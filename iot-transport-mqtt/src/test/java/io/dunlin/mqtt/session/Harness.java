/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.PacketBuffer;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.testkit.ScriptedPeer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A session whose server is a script, and a list of what it tells. */
final class Harness implements SessionListener {

    /** CONNECT of {@code SessionConfig.builder("c")}, but for its first flag byte. */
    static final String CONNECT_TAIL = "003c 10 11 00000e10 21 0040 22 0010 27 00100000 0001 'c'";

    final List<String> events = new ArrayList<>();
    final List<Delivery> deliveries = new ArrayList<>();
    final Session session;
    boolean acknowledgeAtOnce = true;
    Runnable onUp = () -> {};
    long now = -5_000_000_000L;

    Harness(SessionConfig config) {
        session = new Session(config, this, new PacketBuffer());
    }

    static Harness ofDefaults() {
        return new Harness(SessionConfig.builder("c").build());
    }

    /** One connection as seen by the server. */
    final class Server implements Wire {
        private final ScriptedPeer script = ScriptedPeer.ofStream(this::receive).clock(Harness.this::pass);
        private Connection connection;
        boolean isClosed;

        private void receive(byte[] bytes) {
            connection.receive(bytes, 0, bytes.length, now);
        }

        @Override
        public void send(byte[] bytes, int offset, int length) {
            script.emitted(Arrays.copyOfRange(bytes, offset, offset + length));
        }

        @Override
        public void close() {
            isClosed = true;
        }

        Server run(String lines) {
            script.run(lines);
            return this;
        }

        void lose() {
            connection.lost("cut", now);
        }

        Connection connection() {
            return connection;
        }
    }

    Server open() {
        Server server = new Server();
        server.connection = session.open(server, now);
        return server;
    }

    /** Opens a connection and has it accepted. */
    Server connect(String connAck) {
        return open().run("expect 10 1e 0004 'MQTT' 05 ?? " + CONNECT_TAIL + "\nsend " + connAck);
    }

    void pass(Duration time) {
        now += time.toNanos();
        session.tick(now);
    }

    void publish(String topic, QoS qos) {
        publish(new Message(topic, new byte[] {'p'}, qos));
    }

    void publish(Message message) {
        session.publish(
                message,
                new PublishReport() {
                    @Override
                    public void stored() {
                        events.add("stored " + message.topic());
                    }

                    @Override
                    public void done(PublishResult result) {
                        events.add("published " + message.topic() + " " + result);
                    }
                },
                now);
    }

    /** Goes on from a store. */
    Harness restore(HandStore store) {
        store.session = session;
        session.restore(store, store.snapshot, store.durable, now);
        store.written(true, now);
        return this;
    }

    void subscribe(String filter) {
        session.subscribe(
                List.of(new Subscription(filter, QoS.AT_LEAST_ONCE)),
                PropertySet.NONE,
                result -> events.add("subscribed " + result),
                now);
    }

    void acknowledge(int index) {
        session.acknowledge(deliveries.get(index), ReasonCode.SUCCESS, now);
    }

    /** Returns the events since the last call. */
    List<String> events() {
        List<String> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    @Override
    public void up(Connection connection, Negotiated negotiated) {
        events.add(negotiated.sessionPresent() ? "up, resumed" : "up");
        onUp.run();
    }

    @Override
    public void closed(Connection connection, Closed closed) {
        events.add("closed " + closed);
    }

    @Override
    public void published(Message message, PublishResult result) {
        events.add("restored " + message.topic() + " " + result);
    }

    @Override
    public void message(Delivery delivery) {
        events.add("message " + delivery.topic() + " " + new String(delivery.payload(), StandardCharsets.UTF_8));
        deliveries.add(delivery);
        if (acknowledgeAtOnce) {
            session.acknowledge(delivery, ReasonCode.SUCCESS, now);
        }
    }
}

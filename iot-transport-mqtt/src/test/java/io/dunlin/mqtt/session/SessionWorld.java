/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.mqtt.codec.PacketBuffer;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session and a broker on a line of one seed. With a store the client's process dies now and then, and loses what the
 * store had not said to be durable.
 */
final class SessionWorld implements SessionListener {
    private static final long SECOND = 1_000_000_000L;

    final BrokerModel broker;
    final Set<String> acceptedOrQueued = new HashSet<>();
    final Set<String> sentDown = new HashSet<>();
    final List<String> delivered = new ArrayList<>();
    private final Random random;
    private final boolean forgetful;
    final Set<String> stored = new HashSet<>();
    private final Set<String> notAgain = new HashSet<>();
    private final Map<String, Long> takenAt = new HashMap<>();
    private final SessionConfig config;
    private final @Nullable ModelStore store;
    private Session session;
    private final IdentityHashMap<Delivery, String> texts = new IdentityHashMap<>();
    private final List<Delivery> unsettled = new ArrayList<>();
    private final ArrayDeque<Byte> toBroker = new ArrayDeque<>();
    private final ArrayDeque<Byte> toClient = new ArrayDeque<>();
    private Connection connection;
    private boolean silent;
    private boolean closing;
    private long now;
    private int number;

    SessionWorld(long seed, boolean forgetful, boolean stored) {
        this.random = new Random(seed);
        this.forgetful = forgetful;
        this.broker = new BrokerModel(1 + random.nextInt(6));
        this.config = SessionConfig.builder("c")
                .receiveMaximum(4)
                .keepAliveSeconds(10)
                .build();
        this.store = stored ? new ModelStore(random) : null;
        begin();
    }

    /** A process starts. */
    private void begin() {
        session = new Session(config, this, new PacketBuffer());
        if (store != null) {
            store.restore(session, now);
        }
    }

    /** The process dies, and another one starts. */
    private void crash() {
        if (store == null) {
            return;
        }
        connection = null;
        toClient.clear();
        toBroker.clear();
        for (Map.Entry<String, Long> taken : takenAt.entrySet()) {
            if (store.isDurable(taken.getValue())) {
                notAgain.add(taken.getKey());
            }
        }
        takenAt.clear();
        unsettled.clear();
        store.crash();
        begin();
    }

    void play(int steps) {
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(20)) {
                case 0 -> cut();
                case 1 -> silent |= random.nextInt(4) == 0;
                case 2 -> {
                    if (forgetful && random.nextInt(4) == 0) {
                        broker.restart();
                        cut();
                    }
                }
                case 3, 4, 5, 6 -> publish();
                case 7, 8 -> publishDown();
                case 9, 10 -> settle();
                case 11 -> pass(SECOND * random.nextInt(8));
                case 12 -> {
                    if (random.nextInt(3) == 0) {
                        crash();
                    }
                }
                case 13, 14, 15 -> write(random.nextInt(6));
                default -> carry(1 + random.nextInt(60));
            }
            if (connection == null) {
                connect();
            }
        }
    }

    /** Lets everything come to rest on a line that works. */
    void heal() {
        if (silent) {
            // What a silent line swallowed does not come back: it ends, as the ping would find out.
            cut();
        }
        for (int i = 0; i < 2000 && !isQuiet(); i++) {
            if (connection == null) {
                connect();
            }
            settle();
            carry(1000);
            write(Integer.MAX_VALUE);
            if (i % 50 == 49) {
                pass(SECOND);
            }
        }
    }

    private boolean isQuiet() {
        return session.isUp()
                && session.inFlight() + session.queued() + unsettled.size() == 0
                && toBroker.isEmpty()
                && toClient.isEmpty()
                && (store == null || store.isIdle())
                && broker.isQuiet();
    }

    void assertNothingLeft() {
        assertThat(isQuiet()).as(session.toString()).isTrue();
        assertThat(session.toString()).contains("in flight 0, queued 0, requests 0, packet ids 0, unacknowledged 0");
        if (!forgetful) {
            assertThat(session.toString()).contains("remembered 0");
        }
    }

    private void connect() {
        toBroker.clear();
        toClient.clear();
        silent = false;
        closing = false;
        broker.accept(bytes -> add(bytes, 0, bytes.length, toClient));
        connection = session.open(
                new Wire() {
                    @Override
                    public void send(byte[] bytes, int offset, int length) {
                        add(bytes, offset, length, toBroker);
                    }

                    @Override
                    public void close() {
                        closing = true;
                    }
                },
                now);
    }

    private static void add(byte[] bytes, int offset, int length, ArrayDeque<Byte> line) {
        for (int i = 0; i < length; i++) {
            line.add(bytes[offset + i]);
        }
    }

    private void cut() {
        if (connection != null) {
            connection.lost("cut", now);
        }
    }

    private void publish() {
        QoS qos = random.nextBoolean() ? QoS.AT_LEAST_ONCE : QoS.EXACTLY_ONCE;
        String text = qos.value() + ":" + ++number;
        String topic = "" + random.nextInt(3);
        acceptedOrQueued.add(topic + " " + text);
        session.publish(
                new Message(topic, text.getBytes(StandardCharsets.UTF_8), qos),
                new PublishReport() {
                    @Override
                    public void stored() {
                        stored.add(topic + " " + text);
                    }

                    @Override
                    public void done(PublishResult result) {
                        assertThat(result.kind()).isEqualTo(PublishResult.Kind.ACCEPTED);
                    }
                },
                now);
    }

    private void publishDown() {
        String text = (1 + random.nextInt(2)) + ":" + ++number;
        if (session.isUp()) {
            sentDown.add(text);
            broker.publish(text);
        }
    }

    private void settle() {
        while (!unsettled.isEmpty()) {
            Delivery delivery = unsettled.remove(random.nextInt(unsettled.size()));
            if (store != null && delivery.qos() == QoS.EXACTLY_ONCE) {
                takenAt.put(text(delivery), store.next());
            }
            session.acknowledge(delivery, ReasonCode.SUCCESS, now);
        }
    }

    private void carry(int most) {
        if (silent || connection == null) {
            toBroker.clear();
            return;
        }
        byte[] up = take(toBroker, random.nextInt(most + 1));
        broker.receive(up);
        byte[] down = take(toClient, random.nextInt(most + 1));
        connection.receive(down, 0, down.length, now);
    }

    private static byte[] take(ArrayDeque<Byte> line, int most) {
        byte[] bytes = new byte[Math.min(most, line.size())];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = line.remove();
        }
        return bytes;
    }

    private void pass(long nanos) {
        now += nanos;
        session.tick(now);
    }

    @Override
    public void up(Connection on, Negotiated negotiated) {}

    @Override
    public void closed(Connection ended, Closed closed) {
        assertThat(closed.cause())
                .as(closed.toString())
                .isIn(List.of(
                        Closed.Cause.STORE_FAILED,
                        Closed.Cause.TRANSPORT_LOST,
                        Closed.Cause.PING_TIMEOUT,
                        Closed.Cause.CONNECT_TIMEOUT));
        assertThat(closing).isTrue();
        connection = null;
    }

    @Override
    public void message(Delivery delivery) {
        String text = text(delivery);
        assertThat(notAgain).as("taken by an earlier process").doesNotContain(text);
        texts.put(delivery, text);
        delivered.add(text);
        unsettled.add(delivery);
    }

    private String text(Delivery delivery) {
        String known = texts.get(delivery);
        return known == null ? new String(delivery.payload(), StandardCharsets.UTF_8) : known;
    }

    private void write(int records) {
        if (store != null) {
            store.write(records, session, now);
        }
    }
}

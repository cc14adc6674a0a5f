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
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A session and a broker over a line that is cut, goes silent and delivers in pieces, while the broker may forget all. */
class SessionModelPropertyTest {

    private static final long SECOND = 1_000_000_000L;

    @Property
    void messages_arriveAtLeastOnceAndInOrder_whateverHappens(@ForAll long seed) {
        Run run = new Run(seed, true);
        run.play(300);
        run.heal();
        for (String sent : run.acceptedOrQueued) {
            assertThat(run.broker.taken).contains(sent);
        }
        assertFirstArrivalsInOrder(run.broker.taken);
        run.assertNothingLeft();
    }

    @Property
    void messages_ofQos2ArriveOnce_whileTheBrokerKeepsTheSession(@ForAll long seed) {
        Run run = new Run(seed, false);
        run.play(300);
        run.heal();
        assertThat(run.broker.taken).containsAll(run.acceptedOrQueued);
        assertThat(run.broker.taken.stream().filter(m -> m.contains(" 2")).toList())
                .doesNotHaveDuplicates();
        assertThat(run.delivered).containsAll(run.sentDown);
        assertThat(run.delivered.stream().filter(m -> m.startsWith("2")).toList())
                .doesNotHaveDuplicates();
        run.assertNothingLeft();
    }

    /** Of each topic and QoS the first arrivals carry rising numbers. */
    private static void assertFirstArrivalsInOrder(List<String> taken) {
        Set<String> seen = new HashSet<>();
        int[] last = new int[6];
        for (String message : taken) {
            if (seen.add(message)) {
                String[] parts = message.split(" |:", -1);
                int lane = Integer.parseInt(parts[0]) * 2 + Integer.parseInt(parts[1]) - 1;
                int number = Integer.parseInt(parts[2]);
                assertThat(number).as(message).isGreaterThan(last[lane]);
                last[lane] = number;
            }
        }
    }

    /** The world of one seed. */
    private static final class Run implements SessionListener {
        final BrokerModel broker;
        final Set<String> acceptedOrQueued = new HashSet<>();
        final Set<String> sentDown = new HashSet<>();
        final List<String> delivered = new ArrayList<>();
        private final Random random;
        private final boolean forgetful;
        private final Session session;
        private final List<Delivery> unsettled = new ArrayList<>();
        private final ArrayDeque<Byte> toBroker = new ArrayDeque<>();
        private final ArrayDeque<Byte> toClient = new ArrayDeque<>();
        private Connection connection;
        private boolean silent;
        private boolean closing;
        private long now;
        private int number;

        Run(long seed, boolean forgetful) {
            this.random = new Random(seed);
            this.forgetful = forgetful;
            this.broker = new BrokerModel(1 + random.nextInt(6));
            SessionConfig config = SessionConfig.builder("c")
                    .receiveMaximum(4)
                    .keepAliveSeconds(10)
                    .build();
            this.session = new Session(config, this, new PacketBuffer());
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
                    && broker.isQuiet();
        }

        void assertNothingLeft() {
            assertThat(isQuiet()).as(session.toString()).isTrue();
            assertThat(session.toString())
                    .contains("in flight 0, queued 0, requests 0, packet ids 0, unacknowledged 0");
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
                    result -> assertThat(result.kind()).isEqualTo(PublishResult.Kind.ACCEPTED),
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
                            Closed.Cause.TRANSPORT_LOST, Closed.Cause.PING_TIMEOUT, Closed.Cause.CONNECT_TIMEOUT));
            assertThat(closing).isTrue();
            connection = null;
        }

        @Override
        public void message(Delivery delivery) {
            delivered.add(new String(delivery.payload(), StandardCharsets.UTF_8));
            unsettled.add(delivery);
        }
    }

    @Property
    void packetIds_areAlwaysTheLowestFree(@ForAll long seed) {
        Random random = new Random(seed);
        PacketIds ids = new PacketIds();
        boolean[] used = new boolean[65_536];
        for (int i = 0; i < 300; i++) {
            int chosen = 1 + random.nextInt(60);
            if (random.nextInt(3) > 0) {
                int lowest = 1;
                while (used[lowest]) {
                    lowest++;
                }
                assertThat(ids.take()).isEqualTo(lowest);
                used[lowest] = true;
            } else if (used[chosen]) {
                ids.free(chosen);
                used[chosen] = false;
            }
        }
        int count = 0;
        for (boolean one : used) {
            count += one ? 1 : 0;
        }
        assertThat(ids.inUse()).isEqualTo(count);
    }
}

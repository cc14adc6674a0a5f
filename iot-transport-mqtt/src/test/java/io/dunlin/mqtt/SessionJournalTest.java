/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Loop;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageWorker;
import io.dunlin.mqtt.codec.PacketBuffer;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.session.Closed;
import io.dunlin.mqtt.session.Connection;
import io.dunlin.mqtt.session.Delivery;
import io.dunlin.mqtt.session.Message;
import io.dunlin.mqtt.session.Negotiated;
import io.dunlin.mqtt.session.PublishReport;
import io.dunlin.mqtt.session.PublishResult;
import io.dunlin.mqtt.session.Session;
import io.dunlin.mqtt.session.SessionConfig;
import io.dunlin.mqtt.session.SessionListener;
import io.dunlin.mqtt.session.Wire;
import io.dunlin.testkit.Fault;
import io.dunlin.testkit.FaultSweep;
import io.dunlin.testkit.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A session on a journal on a disk that loses what was not forced: cut and failed at every operation. */
class SessionJournalTest {

    @Test
    void powerCut_atEveryOperation_losesNoMessageThatWasStored() {
        FaultSweep.Result result = new FaultSweep(Seeds.first()).atMost(1500).powerCuts(Trial::new);
        assertThat(result.runs()).isGreaterThan(result.operations());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FULL", "IO_ERROR"})
    void error_atEveryOperation_losesNoMessageThatWasStored(Fault fault) {
        FaultSweep.Result result = new FaultSweep(Seeds.first()).errors(Trial::new, fault);
        assertThat(result.runs()).isEqualTo(result.operations()).isGreaterThan(40);
    }

    @Test
    @Tag("soak")
    void faultsWithManySeeds_loseNoMessageThatWasStored() {
        Seeds.forEach(seed -> {
            new FaultSweep(seed).atMost(500).powerCuts(Trial::new);
            new FaultSweep(seed).errors(Trial::new, Fault.IO_ERROR);
        });
    }

    /** Publishes QoS 2 messages, of which the server takes every second one through all steps. */
    private static final class Trial implements FaultSweep.Trial {

        private final Set<String> stored = new TreeSet<>();
        private final Set<String> ended = new TreeSet<>();

        /** What the server took responsibility for, whatever the client knows of that. */
        private final Set<String> taken = new TreeSet<>();

        @Override
        public void run(Storage storage) throws IOException {
            Process process = new Process(this);
            process.open(storage);
            if (!process.connect("20 03 00 00 00")) {
                return;
            }
            for (int i = 1; i <= 12 && process.isUp; i++) {
                process.publish("" + i);
                if (i % 2 == 0) {
                    process.serve("" + (i - 1));
                }
            }
            process.end();
        }

        @Override
        public void verify(Storage storage) throws IOException {
            Process process = new Process(this);
            process.open(storage);
            Set<String> lost = new TreeSet<>(stored);
            lost.removeAll(ended);
            lost.removeAll(taken);
            lost.removeAll(process.restored());
            assertThat(lost).as("stored, not ended and not restored").isEmpty();
        }
    }

    /** One life of the client: jobs of the disk are done at once, their reports in turn. */
    private static final class Process implements SessionListener, Loop, Wire {
        private final Trial trial;
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        private final List<String> sent = new ArrayList<>();
        private final Session session = new Session(SessionConfig.builder("c").build(), this, new PacketBuffer());
        private @Nullable SessionJournal journal;
        private @Nullable Exception failure;
        private @Nullable Connection connection;
        private boolean isUp;

        Process(Trial trial) {
            this.trial = trial;
        }

        void open(Storage storage) throws IOException {
            StorageWorker worker = new StorageWorker() {
                @Override
                public <T extends @Nullable Object> void submit(Job<T> job, Report<? super T> report) {
                    try {
                        T result = job.run();
                        tasks.add(() -> report.done(result));
                    } catch (IOException e) {
                        tasks.add(() -> report.failed(e));
                    }
                }
            };
            MqttStore store = new MqttStore(storage, 1 << 20);
            SessionJournal.open(store, worker, this, session, () -> {}, new StorageWorker.Report<SessionJournal>() {
                @Override
                public void done(SessionJournal open) {
                    journal = open;
                }

                @Override
                public void failed(Exception e) {
                    failure = e;
                }
            });
            runTasks();
            if (failure instanceof IOException e) {
                throw e;
            }
            assertThat(journal).as("%s", failure).isNotNull();
        }

        private void runTasks() {
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }

        boolean connect(String connAck) {
            connection = session.open(this, 0);
            receive(connAck);
            return isUp;
        }

        private void receive(String hex) {
            byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
            connection.receive(bytes, 0, bytes.length, 0);
            runTasks();
        }

        void publish(String text) {
            byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
            session.publish(
                    new Message("t", payload, QoS.EXACTLY_ONCE),
                    new PublishReport() {
                        @Override
                        public void stored() {
                            trial.stored.add(text);
                        }

                        @Override
                        public void done(PublishResult result) {
                            trial.ended.add(text);
                        }
                    },
                    0);
            runTasks();
        }

        /** The server takes the oldest message: packet ids are the lowest free, so that has always 1. */
        void serve(String text) {
            trial.taken.add(text);
            if (isUp) {
                receive("50 02 00 01");
            }
            if (isUp) {
                receive("70 02 00 01");
            }
        }

        /** Connects to a server that has lost the session, which therefore gets everything anew. */
        Set<String> restored() {
            sent.clear();
            assertThat(connect("20 03 00 00 00")).isTrue();
            return new TreeSet<>(sent);
        }

        void end() {
            session.close(0);
            journal.close(() -> {});
            runTasks();
        }

        @Override
        public void close() {
            // A wire without an end of its own.
        }

        @Override
        public void send(byte[] bytes, int offset, int length) {
            if ((bytes[offset] & 0xF0) == 0x30) {
                sent.add(new String(bytes, offset + 8, length - 8, StandardCharsets.US_ASCII));
            }
        }

        @Override
        public void up(Connection on, Negotiated negotiated) {
            isUp = true;
        }

        @Override
        public void closed(Connection ended, Closed closed) {
            isUp = false;
        }

        @Override
        public void message(Delivery delivery) {
            session.acknowledge(delivery, ReasonCode.SUCCESS, 0);
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public Timer schedule(long delayNanos, Runnable task) {
            return () -> {};
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public long wallMillis() {
            return 1_800_000_000_000L;
        }

        @Override
        public boolean inLoop() {
            return true;
        }
    }
}

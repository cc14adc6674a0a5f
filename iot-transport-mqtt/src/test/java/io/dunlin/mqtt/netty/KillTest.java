/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.rim.FileStorage;
import io.dunlin.mqtt.MqttClient;
import io.dunlin.mqtt.MqttRuntime;
import io.dunlin.mqtt.MqttServer;
import io.dunlin.mqtt.MqttStatistics;
import io.dunlin.mqtt.MqttStore;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.session.Message;
import io.dunlin.mqtt.session.PublishResult;
import io.dunlin.mqtt.session.ReconnectConfig;
import io.dunlin.mqtt.session.SessionConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child JVM publishes through its store to a real broker until it is killed, again and again. */
class KillTest {

    private static final long MILLIS = 1_000_000;

    @TempDir
    Path directory;

    private final List<String> received = Collections.synchronizedList(new ArrayList<>());

    @Test
    void killedClient_losesNoMessageThatItKept_andDoublesNoneOfQos2() throws Exception { // hivemq 378
        killAndVerify(4);
    }

    @Test
    @Tag("soak")
    void killedClient_losesNothing_aHundredTimes() throws Exception {
        killAndVerify(100);
    }

    private void killAndVerify(int kills) throws Exception {
        try (PlainBroker broker = new PlainBroker();
                MqttRuntime runtime = MqttRuntime.start(1)) {
            SessionConfig listening = SessionConfig.builder("listener").build();
            MqttClient listener =
                    MqttClient.builder(runtime, broker.server(), listening).build();
            listener.start();
            listener.subscribe(
                            List.of(new Subscription("kill", QoS.EXACTLY_ONCE)),
                            (message, ack) -> received.add(new String(message.payload(), US_ASCII)))
                    .get(30, TimeUnit.SECONDS);
            Set<String> kept = new TreeSet<>();
            for (int kill = 0; kill < kills; kill++) {
                kept.addAll(runAndKill(broker.port(), kill));
            }
            assertThat(kept).hasSizeGreaterThan(kills);
            MqttClient last = client(runtime, broker.server(), directory);
            last.start().get(30, TimeUnit.SECONDS);
            awaitDrained(last);
            last.close().get(30, TimeUnit.SECONDS);
            assertThat(last.publish(message("late", QoS.AT_LEAST_ONCE))
                            .get(30, TimeUnit.SECONDS)
                            .kind())
                    .isEqualTo(PublishResult.Kind.NOT_SENT);
            awaitReceived(kept);
            listener.close().get(30, TimeUnit.SECONDS);
        }
        assertThat(received.stream().filter(text -> text.startsWith("2:")).toList())
                .doesNotHaveDuplicates();
    }

    private static void awaitDrained(MqttClient client) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        MqttStatistics now = client.statistics().get(30, TimeUnit.SECONDS);
        while (now.inFlight() + now.queued() > 0 || !now.isUp()) {
            assertThat(System.nanoTime()).as(now.toString()).isLessThan(deadline);
            now = client.statistics().get(30, TimeUnit.SECONDS);
        }
        assertThat(now.storedBytes()).isZero();
    }

    private void awaitReceived(Set<String> kept) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Set.copyOf(received).containsAll(kept) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(received).containsAll(kept);
    }

    /** Starts a child, lets it keep a number of messages that depends on the kill, and returns what it said of them. */
    private Set<String> runAndKill(int port, int kill) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillTest.class.getName(),
                        directory.toString(),
                        "" + port,
                        "" + kill)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Set<String> kept = new TreeSet<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(child.getInputStream(), US_ASCII))) {
            int wanted = 5 + kill * 37 % 150;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                kept.add(line);
                if (--wanted == 0) {
                    // Not through Process, which would close the stream with the last lines in it.
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return kept;
    }

    private static MqttClient client(MqttRuntime runtime, MqttServer server, Path directory) throws IOException {
        SessionConfig config =
                SessionConfig.builder("killed").queue(10_000, 1 << 20).build();
        return MqttClient.builder(runtime, server, config)
                .store(new MqttStore(FileStorage.open(directory), 8 << 20))
                .reconnect(new ReconnectConfig(10 * MILLIS, 50 * MILLIS, 1000 * MILLIS, 0))
                .build();
    }

    private static Message message(String text, QoS qos) {
        return new Message("kill", text.getBytes(US_ASCII), qos);
    }

    /** The child: publishes for ever, and prints each message that is durable. */
    public static void main(String[] arguments) throws Exception {
        MqttRuntime runtime = MqttRuntime.start(1);
        MqttServer server = MqttServer.insecure("127.0.0.1", Integer.parseInt(arguments[1]));
        MqttClient client = client(runtime, server, Path.of(arguments[0]));
        client.start().get(30, TimeUnit.SECONDS);
        for (int i = 0; ; i++) {
            QoS qos = i % 2 == 0 ? QoS.EXACTLY_ONCE : QoS.AT_LEAST_ONCE;
            String text = qos.value() + ":" + arguments[2] + ":" + i;
            if (client.keep(message(text, qos)).get(30, TimeUnit.SECONDS).kind() == PublishResult.Kind.KEPT) {
                System.out.println(text);
            }
        }
    }
}

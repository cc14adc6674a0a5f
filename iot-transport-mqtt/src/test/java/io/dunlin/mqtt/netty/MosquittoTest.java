/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dunlin.core.rim.FileStorage;
import io.dunlin.mqtt.MqttClient;
import io.dunlin.mqtt.MqttClientBuilder;
import io.dunlin.mqtt.MqttRuntime;
import io.dunlin.mqtt.MqttServer;
import io.dunlin.mqtt.MqttStore;
import io.dunlin.mqtt.codec.ProtocolVersion;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.session.Message;
import io.dunlin.mqtt.session.Negotiated;
import io.dunlin.mqtt.session.PublishResult;
import io.dunlin.mqtt.session.ReconnectConfig;
import io.dunlin.mqtt.session.SessionConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against mosquitto. */
@Tag("live")
class MosquittoTest {

    private static final long MILLIS = 1_000_000;
    private static final List<Path> PROGRAMS = List.of(
            Path.of("/usr/sbin/mosquitto"),
            Path.of("/usr/local/sbin/mosquitto"),
            Path.of("/opt/homebrew/sbin/mosquitto"));

    @TempDir
    Path directory;

    private final List<MqttClient> clients = new ArrayList<>();
    private final MqttRuntime runtime = MqttRuntime.start(1);
    private Process broker;
    private Path program;
    private Path config;
    private int port;

    @BeforeEach
    void start() throws Exception {
        Path found = PROGRAMS.stream().filter(Files::isExecutable).findFirst().orElse(null);
        boolean required = System.getProperty("dunlin.live", "optional").equals("required");
        assumeTrue(required || found != null, "mosquitto is not installed");
        assertThat(found).as("mosquitto has to be installed").isNotNull();
        port = EmbeddedBroker.freePort();
        config = Files.writeString(
                directory.resolve("mosquitto.conf"),
                "listener " + port + " 127.0.0.1\nallow_anonymous true\nuser root\n"
                        + "persistence true\npersistence_location " + directory + "/\nlog_dest file "
                        + directory.resolve("log") + "\n");
        program = found;
        startBroker();
    }

    private void startBroker() throws Exception {
        broker = new ProcessBuilder(program.toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        for (MqttClient client : clients) {
            client.close().get(20, TimeUnit.SECONDS);
        }
        runtime.close();
        if (broker != null) {
            broker.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void everyQos_goesRoundTheBroker() throws Exception {
        BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        // mosquitto 2.0.11 answers the first PUBACK in a full window with all that waits, whatever Receive Maximum
        // says.
        MqttClient client = client(SessionConfig.builder("app-1").build(), null, null);
        client.subscribe(List.of(new Subscription("t/+", QoS.EXACTLY_ONCE)), (message, ack) -> received.add(message))
                .get(20, TimeUnit.SECONDS);
        for (QoS qos : QoS.values()) {
            for (int i = 0; i < 300; i++) {
                String text = qos + " " + i;
                CompletableFuture<PublishResult> result = client.publish(new Message("t/x", text.getBytes(UTF_8), qos));
                if (i == 299) {
                    assertThat(result.get(20, TimeUnit.SECONDS).kind()).isEqualTo(PublishResult.Kind.ACCEPTED);
                }
            }
            for (int i = 0; i < 300; i++) {
                Message message = received.poll(20, TimeUnit.SECONDS);
                assertThat(message).isNotNull();
                assertThat(new String(message.payload(), UTF_8)).isEqualTo(qos + " " + i);
            }
        }
    }

    @Test
    void messagesOfAResumedSession_reachTheApplication_thatHasNotSubscribedYet() throws Exception { // hivemq 254
        SessionConfig config = SessionConfig.builder("app-2").adoptSession(true).build();
        MqttClient first = client(config, null, null);
        first.subscribe(List.of(new Subscription("t", QoS.AT_LEAST_ONCE)), (message, ack) -> {})
                .get(20, TimeUnit.SECONDS);
        first.close().get(20, TimeUnit.SECONDS);
        MqttClient other = client(SessionConfig.builder("app-3").build(), null, null);
        assertThat(other.publish(new Message("t", new byte[] {7}, QoS.AT_LEAST_ONCE))
                        .get(20, TimeUnit.SECONDS)
                        .kind())
                .isEqualTo(PublishResult.Kind.ACCEPTED);
        BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        client(config, received, null);
        Message message = received.poll(20, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        assertThat(message.payload()).containsExactly(7);
    }

    @Test
    void restartedBroker_acceptsEveryMessage() throws Exception {
        MqttClient publisher = durable(ProtocolVersion.V3_1_1);
        List<CompletableFuture<PublishResult>> results = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            send(publisher, round, results);
            broker.destroy();
            assertThat(broker.waitFor(20, TimeUnit.SECONDS)).isTrue();
            send(publisher, 10 + round, results);
            startBroker();
        }
        for (CompletableFuture<PublishResult> result : results) {
            assertThat(result.get(60, TimeUnit.SECONDS).kind()).isEqualTo(PublishResult.Kind.ACCEPTED);
        }
    }

    @Test
    void killedBroker_thatLostTheSession_getsEveryMessageAnew() throws Exception {
        MqttClient publisher = durable(ProtocolVersion.V5);
        List<CompletableFuture<PublishResult>> results = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            send(publisher, round, results);
            broker.destroyForcibly();
            assertThat(broker.waitFor(20, TimeUnit.SECONDS)).isTrue();
            Files.deleteIfExists(directory.resolve("mosquitto.db"));
            send(publisher, 10 + round, results);
            startBroker();
        }
        for (CompletableFuture<PublishResult> result : results) {
            assertThat(result.get(60, TimeUnit.SECONDS).kind()).isEqualTo(PublishResult.Kind.ACCEPTED);
        }
    }

    private MqttClient durable(ProtocolVersion version) throws Exception {
        SessionConfig session = SessionConfig.builder("app-5")
                .version(version)
                .queue(10_000, 1 << 20)
                .build();
        MqttClient client = MqttClient.builder(runtime, MqttServer.insecure("127.0.0.1", port), session)
                .store(new MqttStore(FileStorage.open(directory.resolve("store")), 16 << 20))
                .reconnect(new ReconnectConfig(20 * MILLIS, 100 * MILLIS, 1000 * MILLIS, 0))
                .build();
        clients.add(client);
        client.start().get(20, TimeUnit.SECONDS);
        return client;
    }

    private static void send(MqttClient client, int round, List<CompletableFuture<PublishResult>> results) {
        for (int i = 0; i < 200; i++) {
            QoS qos = i % 2 == 0 ? QoS.EXACTLY_ONCE : QoS.AT_LEAST_ONCE;
            byte[] payload = (qos.value() + " " + round + " " + i).getBytes(UTF_8);
            results.add(client.publish(new Message("r", payload, qos)));
        }
    }

    @Test
    void takeoverByAnotherClient_isFollowedByReconnection() throws Exception {
        BlockingQueue<Negotiated> ups = new LinkedBlockingQueue<>();
        client(SessionConfig.builder("app-4").keepAliveSeconds(5).build(), null, ups);
        assertThat(ups.poll(20, TimeUnit.SECONDS)).isNotNull();
        MqttClient thief = client(SessionConfig.builder("app-4").build(), null, null);
        assertThat(ups.poll(20, TimeUnit.SECONDS)).isNotNull();
        thief.close().get(20, TimeUnit.SECONDS);
    }

    private MqttClient client(SessionConfig config, BlockingQueue<Message> unrouted, BlockingQueue<Negotiated> ups) {
        MqttClientBuilder builder = MqttClient.builder(runtime, MqttServer.insecure("127.0.0.1", port), config)
                .reconnect(new ReconnectConfig(20 * MILLIS, 100 * MILLIS, 1000 * MILLIS, 0));
        if (unrouted != null) {
            builder.unrouted((message, ack) -> unrouted.add(message));
        }
        if (ups != null) {
            builder.listener(new MqttClient.ConnectionListener() {
                @Override
                public void up(Negotiated negotiated) {
                    ups.add(negotiated);
                }
            });
        }
        MqttClient client = builder.build();
        clients.add(client);
        client.start();
        return client;
    }
}

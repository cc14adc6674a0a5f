/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.benchmarks.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.dunlin.mqtt.MqttClient;
import io.dunlin.mqtt.MqttRuntime;
import io.dunlin.mqtt.MqttServer;
import io.dunlin.mqtt.MqttStore;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.Subscription;
import io.dunlin.mqtt.session.Message;
import io.dunlin.mqtt.session.SessionConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** The clients that are measured, behind one interface. */
final class Peers {

    private static final int WINDOW = 2000;

    private Peers() {}

    /** A client: calls back when a message was acknowledged, and when one came. */
    interface Peer {
        void connect(int port, String id) throws Exception;

        void subscribe(String topic, Runnable received) throws Exception;

        void publish(String topic, byte[] payload, int qos, Runnable acknowledged) throws Exception;
    }

    static Peer of(String name, @Nullable MqttStore store) {
        return switch (name) {
            case "dunlin" -> new Dunlin(store);
            case "hivemq" -> new Hive();
            case "paho" -> new Paho();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static final class Dunlin implements Peer {
        private static @Nullable MqttRuntime runtime;
        private final @Nullable MqttStore store;
        private @Nullable MqttClient client;

        Dunlin(@Nullable MqttStore store) {
            this.store = store;
        }

        private static MqttRuntime runtime() {
            if (runtime == null) {
                runtime = MqttRuntime.start(1);
            }
            return runtime;
        }

        @Override
        public void connect(int port, String id) throws Exception {
            SessionConfig config = SessionConfig.builder(id)
                    .receiveMaximum(WINDOW)
                    .queue(100_000, 64 << 20)
                    .build();
            var builder = MqttClient.builder(runtime(), MqttServer.insecure("127.0.0.1", port), config);
            client = (store == null ? builder : builder.store(store)).build();
            client.start().get(30, TimeUnit.SECONDS);
            while (!client.statistics().get(30, TimeUnit.SECONDS).isUp()) {
                Thread.onSpinWait();
            }
        }

        private MqttClient client() {
            if (client == null) {
                throw new IllegalStateException("not connected");
            }
            return client;
        }

        @Override
        public void subscribe(String topic, Runnable received) throws Exception {
            client().subscribe(
                            List.of(new Subscription(topic, QoS.AT_LEAST_ONCE)),
                            (message, acknowledgement) -> received.run())
                    .get(30, TimeUnit.SECONDS);
        }

        @Override
        public void publish(String topic, byte[] payload, int qos, Runnable acknowledged) {
            QoS level = qos == 0 ? QoS.AT_MOST_ONCE : QoS.AT_LEAST_ONCE;
            var unused = client().publish(new Message(topic, payload, level)).thenAccept(result -> acknowledged.run());
        }
    }

    private static final class Hive implements Peer {
        private @Nullable Mqtt5AsyncClient client;

        private Mqtt5AsyncClient client() {
            if (client == null) {
                throw new IllegalStateException("not connected");
            }
            return client;
        }

        @Override
        public void connect(int port, String id) throws Exception {
            client = Mqtt5Client.builder()
                    .identifier(id)
                    .serverHost("127.0.0.1")
                    .serverPort(port)
                    .buildAsync();
            var unused = client.connect().get(30, TimeUnit.SECONDS);
        }

        @Override
        public void subscribe(String topic, Runnable received) throws Exception {
            var unused = client().subscribeWith()
                    .topicFilter(topic)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(publish -> {
                        received.run();
                    })
                    .send()
                    .get(30, TimeUnit.SECONDS);
        }

        @Override
        public void publish(String topic, byte[] payload, int qos, Runnable acknowledged) {
            MqttQos level = qos == 0 ? MqttQos.AT_MOST_ONCE : MqttQos.AT_LEAST_ONCE;
            var unused = client().publishWith()
                    .topic(topic)
                    .qos(level)
                    .payload(payload)
                    .send()
                    .thenAccept(result -> acknowledged.run());
        }
    }

    private static final class Paho implements Peer, MqttCallback {
        private @Nullable MqttAsyncClient client;
        private Runnable received = () -> {};

        private MqttAsyncClient client() {
            if (client == null) {
                throw new IllegalStateException("not connected");
            }
            return client;
        }

        @Override
        public void connect(int port, String id) throws MqttException {
            client = new MqttAsyncClient("tcp://127.0.0.1:" + port, id, new MemoryPersistence());
            client.setCallback(this);
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setReceiveMaximum(WINDOW);
            client.connect(options).waitForCompletion(30_000);
        }

        @Override
        public void subscribe(String topic, Runnable callback) throws MqttException {
            received = callback;
            client().subscribe(topic, 1).waitForCompletion(30_000);
        }

        @Override
        public void publish(String topic, byte[] payload, int qos, Runnable acknowledged) throws MqttException {
            MqttMessage message = new MqttMessage(payload);
            message.setQos(qos);
            client().publish(topic, message, null, new org.eclipse.paho.mqttv5.client.MqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    acknowledged.run();
                }

                @Override
                public void onFailure(IMqttToken token, Throwable failure) {
                    throw new IllegalStateException(failure);
                }
            });
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            received.run();
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            System.err.println("paho: " + response);
        }

        @Override
        public void mqttErrorOccurred(MqttException failure) {
            System.err.println("paho: " + failure);
        }

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String uri) {}

        @Override
        public void authPacketArrived(int reason, MqttProperties properties) {}
    }

    static byte[] payload() {
        return "x".repeat(100).getBytes(StandardCharsets.US_ASCII);
    }
}

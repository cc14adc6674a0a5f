/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.benchmarks.mqtt;

import io.dunlin.mqtt.codec.ConnAck;
import io.dunlin.mqtt.codec.DecodeLimits;
import io.dunlin.mqtt.codec.Packet;
import io.dunlin.mqtt.codec.PacketBuffer;
import io.dunlin.mqtt.codec.PacketDecoder;
import io.dunlin.mqtt.codec.PacketEncoder;
import io.dunlin.mqtt.codec.PacketStream;
import io.dunlin.mqtt.codec.PacketType;
import io.dunlin.mqtt.codec.Ping;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.Publish;
import io.dunlin.mqtt.codec.PublishReply;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Role;
import io.dunlin.mqtt.codec.SubAck;
import io.dunlin.mqtt.codec.Subscribe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/** Acknowledges every message and sends it back to who published it: a broker that costs its clients nothing. */
final class EchoBroker implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());

    EchoBroker() throws IOException {
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(null, task, "echo", 64 << 10);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                start(() -> new Session(socket).run());
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** One client. */
    private static final class Session {
        private final PacketEncoder encoder = new PacketEncoder(Role.SERVER);
        private final PacketDecoder decoder = new PacketDecoder(Role.SERVER, DecodeLimits.DEFAULT);
        private final PacketStream stream = new PacketStream(1 << 20);
        private final PacketBuffer out = new PacketBuffer();
        private final Socket socket;
        private int nextId;

        Session(Socket socket) {
            this.socket = socket;
        }

        void run() {
            byte[] bytes = new byte[16 << 10];
            try (socket) {
                for (int n = socket.getInputStream().read(bytes);
                        n >= 0;
                        n = socket.getInputStream().read(bytes)) {
                    stream.feed(bytes, 0, n, (b, offset, length) -> handle(decoder.decode(b, offset, length)));
                    socket.getOutputStream().write(out.array(), 0, out.length());
                    out.clear();
                }
            } catch (IOException e) {
                // The client is gone.
            }
        }

        private boolean handle(Packet packet) {
            switch (packet.type()) {
                case CONNECT -> send(new ConnAck(false, ReasonCode.SUCCESS, PropertySet.NONE));
                case SUBSCRIBE ->
                    send(new SubAck(
                            ((Subscribe) packet).packetId(), List.of(ReasonCode.GRANTED_QOS_1), PropertySet.NONE));
                case PINGREQ -> send(Ping.RESPONSE);
                case PUBLISH -> echo((Publish) packet);
                default -> {
                    // Acknowledgements of echoes.
                }
            }
            return true;
        }

        private void echo(Publish publish) {
            if (publish.qos() == QoS.AT_LEAST_ONCE) {
                send(new PublishReply(PacketType.PUBACK, publish.packetId(), ReasonCode.SUCCESS));
            }
            nextId = nextId % 60_000 + 1;
            send(Publish.of(
                    publish.topic(),
                    publish.qos(),
                    false,
                    false,
                    publish.qos() == QoS.AT_MOST_ONCE ? 0 : nextId,
                    PropertySet.NONE,
                    publish.payload()));
        }

        private void send(Packet packet) {
            out.append(encoder, packet);
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Loop;
import io.dunlin.core.Tenant;
import io.dunlin.mqtt.LinkConfig;
import io.dunlin.mqtt.MqttLink;
import io.dunlin.mqtt.MqttRuntime;
import io.dunlin.mqtt.MqttServer;
import io.dunlin.mqtt.session.ReconnectConfig;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** azure-iot-sdk-java 1412, 541, 273: threads and descriptors leaked at every reconnection. */
class ReconnectLeakTest {

    private static final int CONNECTIONS = 1000;
    private static final byte[] CONNACK = HexFormat.of().parseHex("2003010000");

    @Test
    void thousandReconnects_leaveThreadsAndDescriptorsWhereTheyWere() throws Exception {
        CountDownLatch warm = new CountDownLatch(50);
        CountDownLatch done = new CountDownLatch(CONNECTIONS);
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                MqttRuntime runtime = MqttRuntime.start(1)) {
            Thread broker = new Thread(() -> acceptAndDrop(server, warm, done), "dropping broker");
            broker.start();
            Loop loop = runtime.nextLoop();
            LinkConfig config = LinkConfig.DEFAULT.withReconnect(new ReconnectConfig(1, 1, 0, 0));
            MqttServer address = MqttServer.insecure("127.0.0.1", server.getLocalPort());
            MqttLink link = runtime.link(address, loop, Tenant.DEFAULT, new DeviceId("dev-1"), config);
            link.listen(new LinkProbe());
            loop.execute(link::start);

            assertThat(warm.await(30, TimeUnit.SECONDS)).isTrue();
            int threads = Thread.activeCount();
            int descriptors = descriptors();
            assertThat(done.await(120, TimeUnit.SECONDS)).isTrue();
            // The present connection and those on their way out, whatever their number was.
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
            assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 20);
            loop.execute(link::close);
            server.close();
            broker.join(30_000);
        }
    }

    private static void acceptAndDrop(ServerSocket server, CountDownLatch... counters) {
        while (true) {
            try (Socket socket = server.accept()) {
                assertThat(socket.getInputStream().read()).isEqualTo(0x10);
                socket.getOutputStream().write(CONNACK);
                for (CountDownLatch counter : counters) {
                    counter.countDown();
                }
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }

    /** Counts open descriptors where the system tells them. */
    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }
}

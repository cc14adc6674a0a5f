/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class LoopbackProxyTest {

    @Test
    void proxy_relaysUntilCut_andAgainWhenMended() throws Exception {
        try (ServerSocket echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                LoopbackProxy proxy = new LoopbackProxy(echo.getLocalPort())) {
            Thread server = new Thread(() -> echoAll(echo));
            server.setDaemon(true);
            server.start();
            try (Socket device = connect(proxy)) {
                assertThat(ask(device)).isEqualTo('x');
                assertThat(proxy.downBytes()).isEqualTo(1);
                proxy.cut();
                assertThat(ask(device)).isEqualTo(-1);
            }
            try (Socket refused = connect(proxy)) {
                assertThat(ask(refused)).isEqualTo(-1);
            }
            proxy.mend();
            try (Socket device = connect(proxy)) {
                assertThat(ask(device)).isEqualTo('x');
            }
        }
    }

    private static Socket connect(LoopbackProxy proxy) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static int ask(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write('x');
            return socket.getInputStream().read();
        } catch (SocketException e) {
            return -1;
        }
    }

    private static void echoAll(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread thread = new Thread(() -> {
                    try (client) {
                        client.getInputStream().transferTo(client.getOutputStream());
                    } catch (IOException e) {
                        // The other end is gone.
                    }
                });
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }
}

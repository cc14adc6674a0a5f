/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import io.dunlin.mqtt.MqttProxy;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy with a password, on a loopback port. */
final class TestProxy implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final AtomicInteger connections = new AtomicInteger();
    private final MqttProxy.Kind kind;
    private final String user;
    private final String password;

    TestProxy(MqttProxy.Kind kind, String user, String password) throws IOException {
        this.kind = kind;
        this.user = user;
        this.password = password;
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "test proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = kind == MqttProxy.Kind.HTTP ? connectHttp(client) : connectSocks(client)) {
            connections.incrementAndGet();
            start(() -> copy(server, client));
            copy(client, server);
        } catch (IOException e) {
            // The test sees that nothing comes through.
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One of them is closed.
        }
    }

    private Socket connectHttp(Socket client) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(client.getInputStream().read());
        }
        String request = head.toString(StandardCharsets.US_ASCII);
        String expected = Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
        if (!request.contains("Basic " + expected)) {
            throw new IOException("not authorized: " + request);
        }
        String[] target = request.split(" ", -1)[1].split(":", -1);
        Socket server = new Socket(target[0], Integer.parseInt(target[1]));
        client.getOutputStream().write("HTTP/1.1 200 ok\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return server;
    }

    private Socket connectSocks(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        in.readByte();
        in.readFully(new byte[in.readByte()]);
        out.write(new byte[] {5, 2});
        in.readByte();
        if (!text(in).equals(user) || !text(in).equals(password)) {
            throw new IOException("not authorized");
        }
        out.write(new byte[] {1, 0});
        in.readFully(new byte[3]);
        int type = in.readByte();
        String host;
        if (type == 3) {
            host = text(in);
        } else {
            byte[] address = new byte[type == 1 ? 4 : 16];
            in.readFully(address);
            host = InetAddress.getByAddress(address).getHostAddress();
        }
        Socket server = new Socket(host, in.readUnsignedShort());
        out.write(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 0});
        return server;
    }

    private static String text(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readUnsignedByte()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}

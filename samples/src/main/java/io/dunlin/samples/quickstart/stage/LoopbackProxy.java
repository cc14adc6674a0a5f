/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A relay for the connections of one device. Thread-safe. */
public final class LoopbackProxy implements Network {

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int CONNECT_MILLIS = 2000;

    private final ServerSocket server;
    private final int targetPort;
    private final List<Socket> open = new ArrayList<>();
    private boolean cut;
    private long downBytes;

    public LoopbackProxy(int targetPort) throws IOException {
        this.targetPort = targetPort;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    @Override
    public int port() {
        return server.getLocalPort();
    }

    /** Drops all connections and refuses new ones. */
    @Override
    public synchronized void cut() {
        cut = true;
        closeAll();
    }

    @Override
    public synchronized void mend() {
        cut = false;
    }

    @Override
    public synchronized long downBytes() {
        return downBytes;
    }

    @Override
    public synchronized void close() throws IOException {
        server.close();
        closeAll();
    }

    private void closeAll() {
        for (Socket socket : open) {
            closeQuietly(socket);
        }
        open.clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket device = server.accept();
                Socket fleet = new Socket();
                if (!admit(device, fleet)) {
                    closeQuietly(device);
                    continue;
                }
                try {
                    fleet.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort), CONNECT_MILLIS);
                } catch (IOException e) {
                    // The broker is down: the device sees its connection closed, as behind a real router.
                    closeQuietly(device);
                    continue;
                }
                device.setTcpNoDelay(true);
                fleet.setTcpNoDelay(true);
                start(() -> relay(device, fleet, false));
                start(() -> relay(fleet, device, true));
            } catch (IOException e) {
                // Closed by close(), or one connection failed: the next may succeed.
            }
        }
    }

    private synchronized boolean admit(Socket device, Socket fleet) {
        if (!cut) {
            open.add(device);
            open.add(fleet);
        }
        return !cut;
    }

    private void relay(Socket from, Socket to, boolean down) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (down) {
                    count(n);
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // One end is gone; the other is closed below.
        }
        closeQuietly(from);
        closeQuietly(to);
        synchronized (this) {
            open.remove(from);
            open.remove(to);
        }
    }

    private synchronized void count(int bytes) {
        downBytes += bytes;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "quickstart-network");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.stage;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A relay for the datagrams of one device. The fleet sees one address whatever port the device uses after a restart, as
 * behind a router. Thread-safe.
 */
public final class UdpProxy implements Network {

    private static final int BUFFER_BYTES = 2048;

    private final DatagramSocket deviceSide;
    private final DatagramSocket fleetSide;
    private final SocketAddress fleet;
    private @Nullable SocketAddress device;
    private boolean cut;
    private long downBytes;
    private long lost;

    public UdpProxy(int targetPort) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        fleet = new InetSocketAddress(loopback, targetPort);
        deviceSide = new DatagramSocket(0, loopback);
        fleetSide = new DatagramSocket(0, loopback);
        start(() -> relay(deviceSide, true));
        start(() -> relay(fleetSide, false));
    }

    @Override
    public int port() {
        return deviceSide.getLocalPort();
    }

    @Override
    public synchronized void cut() {
        cut = true;
    }

    @Override
    public synchronized void mend() {
        cut = false;
    }

    @Override
    public synchronized long downBytes() {
        return downBytes;
    }

    /** Returns how many datagrams came while the network was cut. */
    synchronized long lost() {
        return lost;
    }

    @Override
    public void close() {
        deviceSide.close();
        fleetSide.close();
    }

    private void relay(DatagramSocket from, boolean up) {
        DatagramPacket packet = new DatagramPacket(new byte[BUFFER_BYTES], BUFFER_BYTES);
        while (!from.isClosed()) {
            try {
                packet.setLength(BUFFER_BYTES);
                from.receive(packet);
                SocketAddress to = up ? upwards(packet.getSocketAddress()) : downwards(packet);
                if (to != null) {
                    packet.setSocketAddress(to);
                    (up ? fleetSide : deviceSide).send(packet);
                }
            } catch (IOException e) {
                // Closed by close(), or one datagram is lost, as datagrams may be.
            }
        }
    }

    private synchronized @Nullable SocketAddress upwards(SocketAddress sender) {
        device = sender;
        return lose() ? null : fleet;
    }

    private synchronized @Nullable SocketAddress downwards(DatagramPacket packet) {
        if (!packet.getSocketAddress().equals(fleet) || lose()) {
            return null;
        }
        downBytes += packet.getLength();
        return device;
    }

    private boolean lose() {
        lost += cut ? 1 : 0;
        return cut;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "quickstart-network");
        thread.setDaemon(true);
        thread.start();
    }
}

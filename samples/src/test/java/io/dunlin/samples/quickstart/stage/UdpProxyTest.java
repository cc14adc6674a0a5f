/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UdpProxyTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void proxy_showsTheFleetOneAddress_andReachesTheDevicesLatestPort() throws Exception {
        try (DatagramSocket fleet = socket();
                UdpProxy proxy = new UdpProxy(fleet.getLocalPort());
                DatagramSocket before = socket();
                DatagramSocket after = socket()) {
            send(before, proxy.port(), 1);
            DatagramPacket first = receive(fleet);
            send(after, proxy.port(), 2);
            DatagramPacket second = receive(fleet);
            assertThat(second.getData()[0]).isEqualTo((byte) 2);
            assertThat(second.getPort()).isEqualTo(first.getPort());
            send(fleet, second.getPort(), 3);
            assertThat(receive(after).getData()[0]).isEqualTo((byte) 3);
            assertThat(proxy.downBytes()).isEqualTo(1);
        }
    }

    @Test
    void proxy_losesAllBothWaysWhileCut_andNothingAfterwards() throws Exception {
        try (DatagramSocket fleet = socket();
                UdpProxy proxy = new UdpProxy(fleet.getLocalPort());
                DatagramSocket device = socket()) {
            send(device, proxy.port(), 1);
            int seenByFleet = receive(fleet).getPort();
            proxy.cut();
            send(device, proxy.port(), 2);
            send(fleet, seenByFleet, 2);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (proxy.lost() < 2 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(proxy.lost()).isEqualTo(2);
            assertThat(proxy.downBytes()).isZero();
            proxy.mend();
            send(device, proxy.port(), 3);
            assertThat(receive(fleet).getData()[0]).isEqualTo((byte) 3);
        }
    }

    private static DatagramSocket socket() throws SocketException {
        DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(DatagramSocket from, int port, int octet) throws IOException {
        from.send(new DatagramPacket(new byte[] {(byte) octet}, 1, LOOPBACK, port));
    }

    private static DatagramPacket receive(DatagramSocket at) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[16], 16);
        at.receive(packet);
        return packet;
    }
}

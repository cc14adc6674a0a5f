/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.benchmarks.coap;

import com.mbed.coap.server.RouterService;
import com.mbed.coap.transport.udp.DatagramSocketTransport;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.dunlin.coap.CoapEndpoint;
import io.dunlin.coap.CoapResponse;
import io.dunlin.coap.Router;
import io.dunlin.coap.codec.Code;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;

/**
 * A server of one library in a JVM of its own. It prints its port; then, for each line on its standard input, the
 * processor time of its process in nanoseconds and the bytes that its threads have allocated so far.
 */
final class SocketServer {

    static final String PATH = "temperature";
    static final int BODY_BYTES = 32;

    private SocketServer() {}

    /** Starts the server that the one argument names. */
    public static void main(String[] arguments) throws Exception {
        int port = switch (arguments[0]) {
            case "dunlin" -> dunlin();
            case "californium" -> californium();
            case "java-coap" -> javaCoap();
            case "echo" -> echo();
            default -> throw new IllegalArgumentException("no server is named " + arguments[0]);
        };
        System.out.println(port);
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            long bytes = 0;
            for (long each : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
                bytes += Math.max(0, each);
            }
            System.out.println(system.getProcessCpuTime() + " " + bytes);
        }
        Runtime.getRuntime().halt(0);
    }

    private static int dunlin() throws Exception {
        CompletionStage<CoapResponse> answer =
                CompletableFuture.completedStage(CoapResponse.content(42, new byte[BODY_BYTES]));
        return CoapEndpoint.builder()
                .service(Router.builder()
                        .route(Code.GET, "/" + PATH, request -> answer)
                        .build())
                .build()
                .start()
                .get();
    }

    private static int californium() {
        CoapConfig.register();
        UdpConfig.register();
        CoapServer server = new CoapServer(Configuration.createStandardWithoutFile());
        byte[] body = new byte[BODY_BYTES];
        server.add(new CoapResource(PATH) {
            @Override
            public void handleGET(CoapExchange exchange) {
                exchange.respond(org.eclipse.californium.core.coap.CoAP.ResponseCode.CONTENT, body, 42);
            }
        });
        var endpoint = new org.eclipse.californium.core.network.CoapEndpoint.Builder()
                .setConfiguration(Configuration.createStandardWithoutFile())
                .setInetSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .build();
        server.addEndpoint(endpoint);
        server.start();
        return endpoint.getAddress().getPort();
    }

    private static int javaCoap() throws IOException {
        byte[] body = new byte[BODY_BYTES];
        var answer = com.mbed.coap.packet.CoapResponse.ok(com.mbed.coap.packet.Opaque.of(body))
                .toFuture();
        var server = com.mbed.coap.server.CoapServer.builder()
                .transport(new DatagramSocketTransport(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .route(RouterService.builder().get("/" + PATH, request -> answer))
                .build();
        return server.start().getLocalSocketAddress().getPort();
    }

    /** The floor: gives each datagram back as the acknowledgement of itself, without reading it. */
    private static int echo() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(
                () -> {
                    DatagramPacket packet = new DatagramPacket(new byte[1_024], 1_024);
                    while (true) {
                        try {
                            packet.setLength(1_024);
                            socket.receive(packet);
                            packet.getData()[0] |= 0x20;
                            socket.send(packet);
                        } catch (IOException e) {
                            return;
                        }
                    }
                },
                "echo");
        thread.setDaemon(true);
        thread.start();
        return socket.getLocalPort();
    }
}

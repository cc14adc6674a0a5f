/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.benchmarks.coap;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Confirmable GETs over real sockets of the loopback, answered on their acknowledgements with 32 bytes. What is measured is
 * the server's processor time and garbage for each answer, in a JVM of its own, one library after another and round after
 * round, so that a busy machine is busy for all of them. A client's socket is renewed after {@value #PER_SOCKET} requests,
 * since one peer may not send more in the time for which its message ids are remembered.
 */
public final class SocketBenchmark {

    private static final int PER_SOCKET = 400;
    private static final int WINDOW = 16;
    private static final int CLIENTS = 2;
    private static final int WARM_UP_SECONDS = 12;
    private static final String[] SERVERS = {"echo", "dunlin", "java-coap", "californium"};

    private final AtomicLong answered = new AtomicLong();
    private volatile boolean over;

    private SocketBenchmark() {}

    /** Runs the benchmark. Arguments, both optional: seconds of each window, and rounds. */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        List<Server> servers = new ArrayList<>();
        try {
            for (String name : SERVERS) {
                servers.add(new Server(name));
            }
            for (Server server : servers) {
                new SocketBenchmark().load(server, WARM_UP_SECONDS);
            }
            System.out.printf(Locale.ROOT, "%-12s %12s %12s %12s%n", "server", "CPU us", "garbage B", "answers/s");
            for (int round = 0; round < rounds; round++) {
                for (Server server : servers) {
                    long[] before = server.used();
                    long count = new SocketBenchmark().load(server, seconds);
                    long[] after = server.used();
                    server.report(after[0] - before[0], after[1] - before[1], count, seconds);
                }
            }
        } finally {
            servers.forEach(Server::close);
        }
    }

    private long load(Server server, int seconds) throws InterruptedException {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(() -> ask(server.port), "client-" + i);
            client.start();
            clients.add(client);
        }
        Thread.sleep(seconds * 1_000L);
        over = true;
        for (Thread client : clients) {
            client.join();
        }
        return answered.get();
    }

    private void ask(int port) {
        byte[] path = SocketServer.PATH.getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[9 + path.length];
        request[0] = 0x44;
        request[1] = 1;
        request[8] = (byte) (0xB0 | path.length);
        System.arraycopy(path, 0, request, 9, path.length);
        while (!over) {
            try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                socket.setSoTimeout(500);
                socket.connect(InetAddress.getLoopbackAddress(), port);
                exchange(socket, request);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void exchange(DatagramSocket socket, byte[] request) throws IOException {
        DatagramPacket answer = new DatagramPacket(new byte[1_024], 1_024);
        int sent = 0;
        int received = 0;
        while (received < PER_SOCKET && !over) {
            while (sent < PER_SOCKET && sent - received < WINDOW) {
                request[2] = (byte) (sent >> 8);
                request[3] = (byte) sent;
                request[7] = (byte) sent;
                sent++;
                socket.send(new DatagramPacket(request, request.length));
            }
            try {
                answer.setLength(1_024);
                socket.receive(answer);
            } catch (SocketTimeoutException e) {
                // A full buffer lost something; the next socket begins anew.
                return;
            }
            if ((answer.getData()[0] & 0xF0) != 0x60) {
                throw new IllegalStateException("no acknowledgement came but " + answer.getData()[0]);
            }
            received++;
            answered.incrementAndGet();
        }
    }

    private static final class Server implements AutoCloseable {
        final int port;
        private final String name;
        private final Process process;
        private final BufferedReader out;
        private final PrintStream in;

        Server(String name) throws IOException {
            this.name = name;
            this.process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx2g",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SocketServer.class.getName(),
                            name)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            this.out = process.inputReader(StandardCharsets.UTF_8);
            this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
            this.port = Integer.parseInt(line());
        }

        private String line() throws IOException {
            String line = out.readLine();
            if (line == null) {
                throw new IOException("the server " + name + " has ended");
            }
            return line;
        }

        /** Returns processor time and allocated bytes so far. */
        long[] used() throws IOException {
            in.println();
            String[] numbers = line().split(" ", -1);
            return new long[] {Long.parseLong(numbers[0]), Long.parseLong(numbers[1])};
        }

        void report(long cpuNanos, long bytes, long count, int seconds) {
            System.out.printf(
                    Locale.ROOT,
                    "%-12s %12.2f %12d %12d%n",
                    name,
                    cpuNanos / 1e3 / count,
                    bytes / count,
                    count / seconds);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}

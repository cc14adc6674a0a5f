/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.benchmarks.mqtt;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.mqtt.MqttStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Clients in JVMs of their own against an echo broker in this one: messages per second, CPU and garbage per message;
 * memory and threads of idle clients; messages per second through a store on disk. Arguments: how many messages, and how
 * many idle clients.
 */
public final class ClientBenchmark {

    private static final int WINDOW = 1000;
    private static final List<String> PEERS = List.of("dunlin", "hivemq", "paho");

    private ClientBenchmark() {}

    /**
     * Runs everything, or in a child one client.
     *
     * @param arguments see above
     * @throws Exception if a client fails
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 2) {
            child(arguments);
            return;
        }
        String messages = arguments.length > 0 ? arguments[0] : "300000";
        String idle = arguments.length > 1 ? arguments[1] : "300";
        try (EchoBroker broker = new EchoBroker()) {
            String port = "" + broker.port();
            System.out.println("| client | what | messages/s | CPU-s per million | bytes allocated per message |");
            System.out.println("|---|---|---|---|---|");
            for (String qos : List.of("0", "1")) {
                for (String peer : PEERS) {
                    run("traffic", peer, port, messages, qos);
                }
            }
            Path directory = Files.createTempDirectory("store");
            run("store", "dunlin", port, messages, directory.toString());
            System.out.println();
            System.out.println(
                    "| client | idle clients | heap per client, bytes | resident per client, bytes | threads |");
            System.out.println("|---|---|---|---|---|");
            for (String peer : PEERS) {
                run("idle", peer, port, idle, "0");
            }
        }
    }

    private static void run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ClientBenchmark.class.getName()));
        command.addAll(List.of(arguments));
        Process child = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (child.waitFor() != 0) {
            throw new IllegalStateException("failed: " + List.of(arguments));
        }
    }

    private static void child(String[] arguments) throws Exception {
        String peer = arguments[1];
        int port = Integer.parseInt(arguments[2]);
        int count = Integer.parseInt(arguments[3]);
        switch (arguments[0]) {
            case "traffic" -> traffic(peer, port, count, Integer.parseInt(arguments[4]), null);
            case "store" ->
                traffic(peer, port, count, 1, new MqttStore(FileStorage.open(Path.of(arguments[4])), 256 << 20));
            case "idle" -> idle(peer, port, count);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.exit(0);
    }

    private static void traffic(String name, int port, int messages, int qos, @Nullable MqttStore store)
            throws Exception {
        Peers.Peer peer = Peers.of(name, store);
        peer.connect(port, "bench");
        Semaphore window = new Semaphore(WINDOW);
        peer.subscribe("bench", window::release);
        byte[] payload = Peers.payload();
        send(peer, messages / 3, qos, payload, window);
        long cpu = cpu();
        long allocated = allocated();
        long start = System.nanoTime();
        send(peer, messages, qos, payload, window);
        double seconds = (System.nanoTime() - start) / 1e9;
        String what = store == null ? "QoS " + qos : "QoS 1 through a store";
        System.out.println(String.format(
                Locale.ROOT,
                "| %s | %s | %.0f | %.1f | %d |",
                name,
                what,
                messages / seconds,
                (cpu() - cpu) / 1e3 / messages,
                (allocated() - allocated) / messages));
    }

    /** Sends messages, and waits for their acknowledgements and echoes. */
    private static void send(Peers.Peer peer, int messages, int qos, byte[] payload, Semaphore window)
            throws Exception {
        Semaphore acknowledged = new Semaphore(WINDOW);
        for (int i = 0; i < messages; i++) {
            acknowledged.acquire();
            window.acquire();
            peer.publish("bench", payload, qos, acknowledged::release);
        }
        if (!window.tryAcquire(WINDOW, 60, TimeUnit.SECONDS)
                || !acknowledged.tryAcquire(WINDOW, 60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("messages did not come back");
        }
        window.release(WINDOW);
    }

    private static void idle(String name, int port, int clients) throws Exception {
        List<Peers.Peer> peers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            peers.add(connected(name, port, i));
        }
        long heap = heap();
        long resident = resident();
        int threads = Thread.activeCount();
        for (int i = 0; i < clients; i++) {
            peers.add(connected(name, port, 20 + i));
        }
        System.out.println("| " + name + " | " + clients + " | " + (heap() - heap) / clients + " | "
                + (resident() - resident) / clients + " | " + (Thread.activeCount() - threads) + " |");
        if (peers.isEmpty()) {
            throw new AssertionError("kept until here");
        }
    }

    private static Peers.Peer connected(String name, int port, int number) throws Exception {
        Peers.Peer peer = Peers.of(name, null);
        peer.connect(port, "idle-" + number);
        return peer;
    }

    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Returns resident bytes where the system tells them, else 0. */
    private static long resident() throws IOException {
        Path status = Path.of("/proc/self/statm");
        return Files.exists(status) ? Long.parseLong(Files.readString(status).split(" ", -1)[1]) * 4096 : 0;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.Tenant;
import io.dunlin.core.rim.SystemRandom;
import io.dunlin.mqtt.netty.NettyTransport;
import io.dunlin.mqtt.socket.SocketTransport;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ForkJoinWorkerThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that any number of clients and links share: a few event loops, and a pool for the application's callbacks.
 * Thread-safe.
 */
public final class MqttRuntime implements AutoCloseable {

    /** Callbacks that block otherwise than in a future may hold up this many others. */
    private static final int CALLBACK_THREADS = 16;

    private static final int MOST_THREADS = 512;

    private static final int DISK_THREADS = 2;

    private final Rim rim;
    private final ForkJoinPool callbacks;
    private final ThreadPoolExecutor disk;
    private final RandomSource random = new SystemRandom();

    private MqttRuntime(Rim rim) {
        this.rim = rim;
        ForkJoinWorkerThreadFactory threads = pool -> {
            var thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
            thread.setName("dunlin-mqtt-callback-" + thread.getPoolIndex());
            return thread;
        };
        // A callback that joins a future lets the pool start another thread, so that callbacks cannot wait in a circle.
        this.callbacks = new ForkJoinPool(
                CALLBACK_THREADS, threads, null, true, 0, MOST_THREADS, 1, pool -> true, 10, TimeUnit.SECONDS);
        this.disk = new ThreadPoolExecutor(
                DISK_THREADS, DISK_THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "dunlin-mqtt-disk");
                    thread.setDaemon(true);
                    return thread;
                });
        disk.allowCoreThreadTimeOut(true);
    }

    /**
     * Starts event loops. Needs Netty on the path.
     *
     * @param loops how many threads, at least 1; one serves thousands of clients
     * @return the runtime; close it when all of its clients are closed
     */
    public static MqttRuntime start(int loops) {
        return on(new NettyTransport(loops));
    }

    /**
     * Starts one loop on the JDK's sockets, for small devices without Netty: each connection has two threads.
     *
     * @return the runtime; close it when all of its clients are closed
     */
    public static MqttRuntime sockets() {
        return on(new SocketTransport());
    }

    /**
     * Makes a runtime of another rim.
     *
     * @param rim opens connections and has loops; closed with the runtime
     * @return the runtime; close it when all of its clients are closed
     */
    public static MqttRuntime on(Rim rim) {
        return new MqttRuntime(rim);
    }

    /**
     * Returns the next of the event loops, in turn.
     *
     * @return a loop that kernels of a device may run on, too
     */
    public Loop nextLoop() {
        return rim.nextLoop();
    }

    /**
     * Returns what opens connections.
     *
     * @return the transport, which serves loops of other runtimes as well
     */
    public Transport transport() {
        return rim;
    }

    /**
     * Creates a device's link.
     *
     * @param server where to connect
     * @param loop what everything runs on: {@link #nextLoop}, or any other
     * @param tenant whose device
     * @param device which device
     * @param config how the link behaves
     * @return a link that is not started
     */
    public MqttLink link(MqttServer server, Loop loop, Tenant tenant, DeviceId device, LinkConfig config) {
        return new MqttLink(server, rim, loop, random, tenant, device, config);
    }

    /**
     * Creates a fleet's link.
     *
     * @param server where to connect
     * @param loop what everything runs on: {@link #nextLoop}, or any other
     * @param tenant whose devices
     * @param clientId the client id, which is the common name of the fleet's certificate
     * @param config how the link behaves
     * @return a link that is not started
     */
    public MqttFleetLink fleetLink(MqttServer server, Loop loop, Tenant tenant, String clientId, LinkConfig config) {
        return new MqttFleetLink(server, rim, loop, random, tenant, clientId, config);
    }

    Executor callbacks() {
        return callbacks;
    }

    /** Returns where stores do their work. */
    Executor disk() {
        return disk;
    }

    RandomSource random() {
        return random;
    }

    /** Stops all threads; connections that are still open are cut. Waits a few seconds at most. */
    @Override
    public void close() {
        rim.close();
        callbacks.shutdown();
        disk.shutdown();
    }
}

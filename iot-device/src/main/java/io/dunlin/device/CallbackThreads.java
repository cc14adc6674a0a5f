/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that run the user's code unless the user gives others: shared by all devices of the process, daemons, gone
 * when idle. A device that finds none free tries again later.
 */
final class CallbackThreads {

    private static final int MOST = 16;

    private CallbackThreads() {}

    static Executor shared() {
        return Holder.POOL;
    }

    private static final class Holder {
        static final ExecutorService POOL =
                new ThreadPoolExecutor(0, MOST, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "dunlin-device-callback");
                    thread.setDaemon(true);
                    return thread;
                });
    }
}

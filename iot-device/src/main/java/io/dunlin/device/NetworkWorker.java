/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Loop;
import io.dunlin.core.StorageWorker;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Does blocking work over the network on the device's executor, so that it holds up neither the loop nor the storage. Jobs
 * are not kept in order.
 */
final class NetworkWorker implements StorageWorker {

    private static final long RETRY_NANOS = 1_000_000_000L;

    private final Loop loop;
    private final Executor executor;

    NetworkWorker(Loop loop, Executor executor) {
        this.loop = loop;
        this.executor = executor;
    }

    @Override
    public <T extends @Nullable Object> void submit(Job<T> job, Report<? super T> report) {
        try {
            executor.execute(() -> run(job, report));
        } catch (RejectedExecutionException e) {
            loop.schedule(RETRY_NANOS, () -> submit(job, report));
        }
    }

    private <T extends @Nullable Object> void run(Job<T> job, Report<? super T> report) {
        T result;
        try {
            result = job.run();
        } catch (Exception e) {
            loop.execute(() -> report.failed(e));
            return;
        }
        loop.execute(() -> report.done(result));
    }
}

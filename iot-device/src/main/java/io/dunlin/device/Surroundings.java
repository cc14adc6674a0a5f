/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageWorker;
import io.dunlin.core.Tenant;
import io.dunlin.core.log.AsyncJournal;
import io.dunlin.core.log.LogOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of a device share.
 *
 * @param id the device
 * @param tenant whose device it is
 * @param loop where the parts live
 * @param worker does blocking work on the storage
 * @param storage the device's directory
 * @param random for jitter and names
 * @param executor runs the user's code
 * @param troubles who is told what goes wrong
 */
record Surroundings(
        DeviceId id,
        Tenant tenant,
        Loop loop,
        StorageWorker worker,
        Storage storage,
        RandomSource random,
        Executor executor,
        Troubles troubles) {

    /** Does blocking work. The future is completed on the loop, and so are those that follow from it. */
    <T extends @Nullable Object> CompletableFuture<T> onWorker(StorageWorker.Job<T> job) {
        return reported(report -> worker.submit(job, report));
    }

    /** Opens a journal in a directory of its own. */
    CompletableFuture<AsyncJournal.Opened> journal(String name) {
        return onWorker(() -> storage.directory(name))
                .thenCompose(directory ->
                        reported(report -> AsyncJournal.open(directory, LogOptions.DEVICE, worker, report)));
    }

    /** Turns a report into a future. */
    static <T extends @Nullable Object> CompletableFuture<T> reported(Consumer<StorageWorker.Report<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        call.accept(new StorageWorker.Report<T>() {
            @Override
            public void done(T value) {
                result.complete(value);
            }

            @Override
            public void failed(Exception failure) {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.StorageWorker;
import java.util.concurrent.CompletableFuture;

/** Completes a future when a job has ended, however it did: a store that fails to close is closed all the same. */
record Ended(CompletableFuture<Boolean> ended) implements StorageWorker.Report<Object> {

    @Override
    public void done(Object result) {
        ended.complete(true);
    }

    @Override
    public void failed(Exception failure) {
        ended.complete(true);
    }
}

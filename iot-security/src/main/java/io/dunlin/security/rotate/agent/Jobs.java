/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate.agent;

import io.dunlin.core.StorageWorker;
import java.util.function.Consumer;

/** Hands blocking work to workers and takes no reports any more once it is closed. Used on the loop. */
final class Jobs {

    private final Provisioning means;
    private final Runnable after;
    private boolean closed;

    /** Takes what is to be done after each report. */
    Jobs(Provisioning means, Runnable after) {
        this.means = means;
        this.after = after;
    }

    <T> void atDisk(StorageWorker.Job<T> job, Consumer<T> then, Consumer<Exception> otherwise) {
        submit(means.disk(), job, then, otherwise);
    }

    <T> void overNetwork(StorageWorker.Job<T> job, Consumer<T> then, Consumer<Exception> otherwise) {
        submit(means.network(), job, then, otherwise);
    }

    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    private <T> void submit(
            StorageWorker worker, StorageWorker.Job<T> job, Consumer<T> then, Consumer<Exception> otherwise) {
        worker.submit(job, new StorageWorker.Report<T>() {
            @Override
            public void done(T result) {
                report(() -> then.accept(result));
            }

            @Override
            public void failed(Exception failure) {
                report(() -> otherwise.accept(failure));
            }
        });
    }

    private void report(Runnable effect) {
        if (!closed) {
            effect.run();
            after.run();
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.core.StorageWorker;
import java.io.IOException;

/** Has work done on the storage worker, long work in steps between which others get their turn. Used on the loop. */
final class Workbench {

    /** Work that is one short job. */
    interface Job {
        void run() throws IOException;
    }

    /** Work in steps. */
    interface Step {
        /** Takes a step and returns whether it was the last. */
        boolean take() throws IOException;
    }

    /** What follows. Called on the loop. */
    interface Ended {
        /** For work that may fail: what it left undone is done when it is needed. */
        Ended IGNORED = new Ended() {
            @Override
            public void done() {}

            @Override
            public void failed(Exception failure) {}
        };

        void done();

        void failed(Exception failure);
    }

    private final StorageWorker worker;
    /** Counts the discards: steps that were begun before the last one end. */
    private int generation;

    Workbench(StorageWorker worker) {
        this.worker = worker;
    }

    void once(Job job, Ended ended) {
        worker.submit(
                () -> {
                    job.run();
                    return true;
                },
                new StorageWorker.Report<Boolean>() {
                    @Override
                    public void done(Boolean result) {
                        ended.done();
                    }

                    @Override
                    public void failed(Exception failure) {
                        ended.failed(failure);
                    }
                });
    }

    /** Takes steps until one says that it was the last, or {@link #discard} is called; then nothing follows. */
    void inSteps(Step step, Ended ended) {
        next(generation, step, ended);
    }

    private void next(int begun, Step step, Ended ended) {
        worker.submit(step::take, new StorageWorker.Report<Boolean>() {
            @Override
            public void done(Boolean last) {
                if (begun != generation) {
                    return;
                }
                if (last) {
                    ended.done();
                } else {
                    next(begun, step, ended);
                }
            }

            @Override
            public void failed(Exception failure) {
                if (begun == generation) {
                    ended.failed(failure);
                }
            }
        });
    }

    void discard() {
        generation++;
    }
}

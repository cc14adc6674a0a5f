/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Does blocking work away from the loop, one job at a time in the order given, and reports on the loop. In production
 * it is a thread, in the simulator a queue with delays in virtual time, so that a crash can fall between a job and its
 * report.
 */
public interface StorageWorker {

    /**
     * Queues a job.
     *
     * @param <T> what the job returns
     * @param job what to do, on the worker
     * @param report called once on the loop when the job has ended
     */
    <T extends @Nullable Object> void submit(Job<T> job, Report<? super T> report);

    /**
     * Blocking work.
     *
     * @param <T> what it returns
     */
    @FunctionalInterface
    interface Job<T extends @Nullable Object> {
        /**
         * Does the work.
         *
         * @return the result
         * @throws IOException if it failed
         */
        T run() throws IOException;
    }

    /**
     * What came of a job.
     *
     * @param <T> what the job returns
     */
    interface Report<T extends @Nullable Object> {
        /**
         * The job succeeded.
         *
         * @param result what it returned
         */
        void done(T result);

        /**
         * The job failed.
         *
         * @param failure an {@link IOException}, or the unchecked exception that the job threw
         */
        void failed(Exception failure);
    }
}

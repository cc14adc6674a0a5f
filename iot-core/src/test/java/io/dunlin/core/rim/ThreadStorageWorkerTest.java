/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.StorageWorker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadStorageWorkerTest {

    private final ExecutorLoop loop = ExecutorLoop.start("loop", Throwable::printStackTrace);
    private final ThreadStorageWorker worker = ThreadStorageWorker.start("worker", loop);

    @AfterEach
    void close() {
        worker.close();
        loop.close();
    }

    @Test
    void jobs_runInOrder_andReportOnTheLoop() throws Exception {
        List<Integer> reported = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int job = i;
            worker.submit(() -> job, onDone(reported::add));
        }
        CompletableFuture<Boolean> last = new CompletableFuture<>();
        worker.submit(() -> "last", onDone(result -> last.complete(loop.inLoop())));
        assertThat(last.get(10, SECONDS)).isTrue();
        assertThat(reported).hasSize(100).isSorted();
    }

    @Test
    void failedJob_isReported_andTheNextRuns() throws Exception {
        IOException failure = new IOException("expected");
        CompletableFuture<Exception> first = failureOf(() -> {
            throw failure;
        });
        CompletableFuture<Exception> second = failureOf(() -> {
            throw new StackOverflowError("expected");
        });
        assertThat(first.get(10, SECONDS)).isSameAs(failure);
        assertThat(second.get(10, SECONDS)).hasRootCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void workersOnSharedThreads_runTheirOwnJobsInOrder() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Integer> ran = new ArrayList<>();
        ThreadStorageWorker shared = ThreadStorageWorker.on(threads, loop);
        for (int i = 0; i < 1000; i++) {
            int job = i;
            shared.submit(() -> ran.add(job), onDone(result -> {}));
        }
        assertThat(shared.close(Duration.ofSeconds(10))).isTrue();
        threads.shutdown();
        assertThat(threads.awaitTermination(10, SECONDS)).isTrue();
        assertThat(ran).hasSize(1000).isSorted();
    }

    @Test
    void closedWorker_finishesItsJobs_andRefusesMore() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        CompletableFuture<String> held = new CompletableFuture<>();
        worker.submit(
                () -> {
                    awaitRelease(hold);
                    return "finished";
                },
                onDone(held::complete));
        assertThat(worker.close(Duration.ofMillis(1))).isFalse();
        assertThat(failureOf(() -> "too late").get(10, SECONDS)).hasMessage("the storage worker is closed");
        hold.countDown();
        assertThat(held.get(10, SECONDS)).isEqualTo("finished");
        assertThat(worker.close(Duration.ofSeconds(10))).isTrue();
    }

    private static void awaitRelease(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<Exception> failureOf(StorageWorker.Job<String> job) {
        CompletableFuture<Exception> failed = new CompletableFuture<>();
        worker.submit(job, new StorageWorker.Report<String>() {
            @Override
            public void done(String result) {
                failed.completeExceptionally(new AssertionError("the job succeeded: " + result));
            }

            @Override
            public void failed(Exception failure) {
                failed.complete(failure);
            }
        });
        return failed;
    }

    private static <T> StorageWorker.Report<T> onDone(Consumer<? super T> done) {
        return new StorageWorker.Report<>() {
            @Override
            public void done(T result) {
                done.accept(result);
            }

            @Override
            public void failed(Exception failure) {
                throw new AssertionError(failure);
            }
        };
    }
}

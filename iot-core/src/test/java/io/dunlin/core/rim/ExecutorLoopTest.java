/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExecutorLoopTest {

    private final CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
    private final ExecutorLoop loop = ExecutorLoop.start("loop", uncaught::complete);

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void tasks_runInOrder_onTheLoop() throws Exception {
        List<Integer> ran = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            int task = i;
            loop.execute(() -> ran.add(task));
        }
        CompletableFuture<Boolean> inLoop = new CompletableFuture<>();
        loop.execute(() -> inLoop.complete(loop.inLoop()));
        assertThat(inLoop.get(10, SECONDS)).isTrue();
        assertThat(loop.inLoop()).isFalse();
        assertThat(ran).hasSize(1000).isSorted();
    }

    @Test
    void scheduledTasks_runInOrderOfTheirTimes_notBeforeThem() throws Exception {
        List<String> ran = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        long start = loop.nanoTime();
        // Given from the loop, so that none of them runs before all are given; far apart, since the machine may be
        // busy.
        loop.execute(() -> {
            loop.schedule(300_000_000, () -> {
                ran.add("late");
                done.countDown();
            });
            loop.schedule(5_000_000, () -> ran.add("early"));
            loop.schedule(-1, () -> ran.add("at once"));
        });
        assertThat(done.await(10, SECONDS)).isTrue();
        assertThat(loop.nanoTime() - start).isGreaterThanOrEqualTo(300_000_000);
        assertThat(ran).containsExactly("at once", "early", "late");
    }

    @Test
    void cancelledTask_doesNotRun_alsoWhenItsTimeHasCome() throws Exception {
        List<String> ran = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            Loop.Timer due = loop.schedule(0, () -> ran.add("due"));
            Loop.Timer later = loop.schedule(1_000_000, () -> ran.add("later"));
            due.cancel();
            later.cancel();
            later.cancel();
            loop.schedule(2_000_000, done::countDown);
        });
        assertThat(done.await(10, SECONDS)).isTrue();
        assertThat(ran).isEmpty();
    }

    @Test
    void throwingTask_isReported_andTheLoopGoesOn() throws Exception {
        AssertionError failure = new AssertionError("expected");
        CompletableFuture<String> next = new CompletableFuture<>();
        loop.execute(() -> {
            throw failure;
        });
        loop.execute(() -> next.complete("ran"));
        assertThat(next.get(10, SECONDS)).isEqualTo("ran");
        assertThat(uncaught.get(10, SECONDS)).isSameAs(failure);
    }

    @Test
    void close_runsTheQueue_dropsTimers_andTakesNoMore() {
        List<String> ran = new ArrayList<>();
        CountDownLatch hold = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        loop.execute(() -> ran.add("queued"));
        loop.schedule(3_600_000_000_000L, () -> ran.add("timer"));
        assertThat(loop.close(Duration.ofMillis(1))).isFalse();
        loop.execute(() -> ran.add("too late"));
        hold.countDown();
        assertThat(loop.close(Duration.ofSeconds(10))).isTrue();
        assertThat(ran).containsExactly("queued");
    }

    @Test
    void interruptedTask_doesNotEndTheLoop() throws Exception {
        CompletableFuture<String> next = new CompletableFuture<>();
        loop.execute(() -> Thread.currentThread().interrupt());
        loop.schedule(1_000_000, () -> next.complete("ran"));
        assertThat(next.get(10, SECONDS)).isEqualTo("ran");
    }

    @Test
    void closeFromInside_doesNotWaitForItself() throws Exception {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        loop.execute(() -> ended.complete(loop.close(Duration.ofSeconds(10))));
        assertThat(ended.get(10, SECONDS)).isFalse();
    }
}

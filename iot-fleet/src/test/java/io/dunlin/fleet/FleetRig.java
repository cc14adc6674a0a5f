/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.SendOutcome;
import io.dunlin.core.StorageWorker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a fleet lives on, moved by hand: a loop, a worker and a link. */
final class FleetRig {

    private record Due(long atNanos, Runnable task) {}

    final Deque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Due> timers = new PriorityQueue<>(Comparator.comparingLong(Due::atNanos));
    final List<byte[]> sent = new ArrayList<>();
    final HandLoop loop = new HandLoop();
    final TestWorker worker = new TestWorker();
    final ScriptedLink link = new ScriptedLink();
    SendOutcome outcome = SendOutcome.ACCEPTED;
    /** Whether the link takes its time to report. */
    boolean holding;

    private final List<Runnable> held = new ArrayList<>();
    long nowNanos;

    /** Lets time pass and does what falls due. */
    void advance(Duration span) {
        long end = nowNanos + span.toNanos();
        run();
        for (Due due = timers.peek(); due != null && due.atNanos() <= end; due = timers.peek()) {
            timers.remove();
            nowNanos = due.atNanos();
            tasks.add(due.task());
            run();
        }
        nowNanos = end;
    }

    /** Reports what was held back. */
    void release() {
        held.forEach(Runnable::run);
        held.clear();
    }

    void run() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    final class HandLoop implements Loop {
        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public Timer schedule(long delayNanos, Runnable task) {
            Due due = new Due(nowNanos + Math.max(0, delayNanos), task);
            timers.add(due);
            return () -> timers.remove(due);
        }

        @Override
        public long nanoTime() {
            return nowNanos;
        }

        @Override
        public long wallMillis() {
            return 5000 + nowNanos / 1_000_000;
        }

        @Override
        public boolean inLoop() {
            return true;
        }
    }

    final class TestWorker implements StorageWorker {

        @Nullable
        IOException failure;

        @Override
        public <T extends @Nullable Object> void submit(Job<T> job, Report<? super T> report) {
            tasks.add(() -> {
                T result;
                try {
                    result = job.run();
                } catch (IOException e) {
                    report.failed(e);
                    return;
                }
                if (failure == null) {
                    report.done(result);
                } else {
                    report.failed(failure);
                }
            });
        }
    }

    final class ScriptedLink implements FleetLink {

        Consumer<byte[]> toDevice = message -> {};
        /** Sees who is addressed, too. */
        BiConsumer<DeviceId, byte[]> toDevices = (device, message) -> {};

        private @Nullable Listener listener;
        private boolean up;

        Listener listener() {
            if (listener == null) {
                throw new IllegalStateException("nobody listens");
            }
            return listener;
        }

        @Override
        public void listen(Listener newListener) {
            listener = newListener;
        }

        @Override
        public void start() {
            up = true;
            listener().up();
        }

        @Override
        public boolean isUp() {
            return up;
        }

        @Override
        public void send(DeviceId device, Channel channel, byte[] payload, Link.Report report) {
            sent.add(payload);
            toDevice.accept(payload);
            toDevices.accept(device, payload);
            if (holding) {
                held.add(() -> report.sent(outcome));
            } else {
                report.sent(outcome);
            }
        }

        @Override
        public void close() {
            up = false;
            listener().down("closed");
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import io.dunlin.core.Loop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of Netty's event loops. After it was stopped, tasks are dropped. A task that throws is logged. */
final class NettyLoop implements Loop {

    private static final Logger LOG = LoggerFactory.getLogger(NettyLoop.class);
    private static final Timer NEVER = () -> {};

    private final EventLoop eventLoop;

    NettyLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    @Override
    public void execute(Runnable task) {
        try {
            eventLoop.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("a task came after the end", e);
        }
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        try {
            ScheduledFuture<?> future =
                    eventLoop.schedule(() -> run(task), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            LOG.debug("a task came after the end", e);
            return NEVER;
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("a task threw", e);
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }
}

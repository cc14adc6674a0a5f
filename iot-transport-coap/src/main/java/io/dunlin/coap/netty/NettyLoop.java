/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.netty;

import io.dunlin.core.Loop;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loop on one Netty event loop with a daemon thread of its own. */
public final class NettyLoop implements Loop {

    private static final Logger LOG = LoggerFactory.getLogger(NettyLoop.class);

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop eventLoop;

    private NettyLoop(MultiThreadIoEventLoopGroup group) {
        this.group = group;
        this.eventLoop = group.next();
    }

    /**
     * Starts a loop.
     *
     * @param threadName the beginning of its thread's name
     * @return the loop; end it with {@link #shutdown}
     */
    public static NettyLoop create(String threadName) {
        var threads = new DefaultThreadFactory(threadName, true);
        return new NettyLoop(new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory()));
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    /** Ends the loop when what it was given has run. */
    public void shutdown() {
        Future<?> unused = group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }

    @Override
    public void execute(Runnable task) {
        try {
            eventLoop.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("A task came after the end of the loop");
        }
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        try {
            Future<?> scheduled = eventLoop.schedule(guarded(task), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException e) {
            LOG.debug("A timer was set after the end of the loop");
            return () -> {};
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("A task of the loop failed", e);
            }
        };
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

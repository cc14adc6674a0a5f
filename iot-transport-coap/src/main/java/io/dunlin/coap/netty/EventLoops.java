/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.netty;

import io.dunlin.core.Loop;
import io.dunlin.core.rim.ExecutorLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Event loops with a daemon thread each. */
public final class EventLoops {

    private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);

    private EventLoops() {}

    /**
     * Starts an event loop.
     *
     * @param threadName the beginning of its thread's name
     * @return the event loop; end it with {@link #end}
     */
    public static EventLoop start(String threadName) {
        var threads = new DefaultThreadFactory(threadName, true);
        return new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory()).next();
    }

    /**
     * Makes a loop of an event loop.
     *
     * @param eventLoop any
     * @return a loop on its thread
     */
    public static Loop loop(EventLoop eventLoop) {
        return ExecutorLoop.over(
                eventLoop, eventLoop::inEventLoop, thrown -> LOG.error("A task of the loop failed", thrown));
    }

    /**
     * Ends an event loop when what it was given has run; does not wait.
     *
     * @param eventLoop any
     */
    public static void end(EventLoop eventLoop) {
        Future<?> unused = eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }
}

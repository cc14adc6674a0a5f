/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import io.dunlin.core.Loop;
import io.dunlin.core.rim.ExecutorLoop;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.core.tls.TlsIdentitySource;
import io.dunlin.mqtt.MqttProxy;
import io.dunlin.mqtt.MqttServer;
import io.dunlin.mqtt.Rim;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TCP and TLS over a few shared event loops. Looking up names and identities may block and has threads of its own. */
public final class NettyTransport implements Rim {

    private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final int BLOCKING_THREADS = 4;

    private final MultiThreadIoEventLoopGroup group;
    private final List<Loop> loops = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final ThreadPoolExecutor blocking;

    /**
     * Starts event loops.
     *
     * @param threads how many, at least 1
     */
    public NettyTransport(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("want at least one loop, got " + threads);
        }
        this.group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("dunlin-mqtt-loop", true), NioIoHandler.newFactory());
        for (int i = 0; i < threads; i++) {
            EventLoop eventLoop = group.next();
            loops.add(ExecutorLoop.over(
                    eventLoop, eventLoop::inEventLoop, thrown -> LOG.error("a task of the loop failed", thrown)));
        }
        this.blocking = new ThreadPoolExecutor(
                BLOCKING_THREADS,
                BLOCKING_THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("dunlin-mqtt-lookup", true));
        blocking.allowCoreThreadTimeOut(true);
    }

    @Override
    public Loop nextLoop() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    @Override
    public Line open(MqttServer server, Loop loop, Handler handler) {
        boolean sameThread = loop instanceof ExecutorLoop own && own.executor() instanceof EventLoop;
        EventLoop eventLoop = sameThread ? (EventLoop) ((ExecutorLoop) loop).executor() : group.next();
        boolean hasFrames = server.webSocketPath() != null;
        NettyChannel channel = new NettyChannel(loop, sameThread, hasFrames, handler);
        try {
            blocking.execute(() -> lookUp(server, eventLoop, channel));
        } catch (RejectedExecutionException e) {
            loop.execute(() -> channel.fail("the runtime was closed"));
        }
        return channel;
    }

    private static void lookUp(MqttServer server, EventLoop eventLoop, NettyChannel channel) {
        try {
            TlsIdentitySource source = server.identity();
            TlsIdentity identity = source == null ? null : source.current();
            MqttProxy proxy = server.proxy();
            // A proxy looks the server up itself.
            InetSocketAddress address = proxy == null
                    ? new InetSocketAddress(InetAddress.getByName(server.host()), server.port())
                    : InetSocketAddress.createUnresolved(server.host(), server.port());
            ChannelHandler through = proxy == null ? null : Proxies.handler(proxy);
            connect(server, identity, address, through, eventLoop, channel);
        } catch (Exception e) {
            // Also what an identity source throws: the next attempt asks it again.
            channel.fail("cannot connect to " + server + ": " + e);
        }
    }

    private static void connect(
            MqttServer server,
            @Nullable TlsIdentity identity,
            InetSocketAddress address,
            @Nullable ChannelHandler through,
            EventLoop eventLoop,
            NettyChannel channel) {
        new Bootstrap()
                .group(eventLoop)
                .channel(NioSocketChannel.class)
                .disableResolver()
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        if (through != null) {
                            ch.pipeline().addLast(through);
                        }
                        if (identity != null) {
                            ch.pipeline().addLast(Tls.handler(identity, server));
                        }
                        if (server.webSocketPath() != null) {
                            WebSocket.addTo(ch.pipeline(), server);
                        }
                        ch.pipeline().addLast(channel);
                    }
                })
                .connect(address)
                .addListener(future -> {
                    Throwable cause = future.cause();
                    if (cause != null) {
                        channel.fail("cannot connect to " + server + ": " + cause.getMessage());
                    }
                });
    }

    @Override
    public void close() {
        blocking.shutdown();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(6, TimeUnit.SECONDS);
    }
}

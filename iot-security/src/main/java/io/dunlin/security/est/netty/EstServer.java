/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.est.netty;

import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.security.est.EstService;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;

/**
 * An HTTPS server for enrolment: one thread for the sockets and a few for the service, bounded queues and times. Close it
 * to stop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Of shutdowns: close() waits for the one that matters.
public final class EstServer implements AutoCloseable {

    private static final int SILENCE_SECONDS = 15;
    private static final int WORKERS = 4;
    private static final int QUEUE = 256;

    private final EventLoopGroup sockets;
    private final ExecutorService workers;
    private final Channel channel;

    private EstServer(EventLoopGroup sockets, ExecutorService workers, Channel channel) {
        this.sockets = sockets;
        this.workers = workers;
        this.channel = channel;
    }

    /**
     * Starts a server.
     *
     * @param address where to listen; port 0 takes a free one
     * @param identity server credentials that ask clients for certificates
     * @param service answers
     * @return the running server
     * @throws IOException if the address cannot be used
     */
    public static EstServer start(InetSocketAddress address, TlsIdentity identity, EstService service)
            throws IOException {
        EventLoopGroup sockets = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        ThreadPoolExecutor workers =
                new ThreadPoolExecutor(WORKERS, WORKERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE));
        workers.allowCoreThreadTimeOut(true);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(sockets)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel child) {
                        initialize(child.pipeline(), identity, service, workers);
                    }
                });
        try {
            return new EstServer(
                    sockets, workers, bootstrap.bind(address).sync().channel());
        } catch (InterruptedException e) {
            sockets.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            workers.shutdown();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while binding " + address, e);
        } catch (Exception e) { // sync() throws what bind failed with, checked or not.
            sockets.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            workers.shutdown();
            throw new IOException("cannot listen on " + address, e);
        }
    }

    /**
     * Returns the port.
     *
     * @return the port that was bound
     */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** Stops listening, drops connections and lets running requests end. */
    @Override
    public void close() {
        channel.close();
        workers.shutdown();
        sockets.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static void initialize(
            ChannelPipeline pipeline, TlsIdentity identity, EstService service, ExecutorService workers) {
        SSLEngine engine = identity.context().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(identity.parameters());
        SslHandler tls = new SslHandler(engine);
        pipeline.addLast(tls);
        pipeline.addLast(new ReadTimeoutHandler(SILENCE_SECONDS));
        pipeline.addLast(new HttpServerCodec());
        pipeline.addLast(new HttpObjectAggregator(EstService.MAX_BODY_BYTES));
        pipeline.addLast(new EstHandler(service, workers, tls));
    }
}

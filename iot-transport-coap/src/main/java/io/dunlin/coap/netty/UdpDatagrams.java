/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.netty;

import io.dunlin.coap.Datagrams;
import io.dunlin.coap.exchange.PeerKey;
import io.dunlin.core.Loop;
import io.dunlin.core.rim.ExecutorLoop;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plain UDP. Datagrams are read into one array that is used again and again; when the endpoint lives on another loop than
 * the channel, each is copied on its way. An error that one datagram or one peer causes is logged and forgotten: an ICMP
 * message must not stop a server.
 */
public final class UdpDatagrams implements Datagrams {

    private static final Logger LOG = LoggerFactory.getLogger(UdpDatagrams.class);

    private final EventLoop eventLoop;
    private final Loop home;
    private final boolean sameThread;
    /** Whether the event loop ends with this socket. */
    private final boolean own;

    private final InetSocketAddress local;
    /** One byte more than is accepted, so that a datagram that was cut is seen to be too large. */
    private final byte[] receiveBuffer;

    private @Nullable Channel channel;
    private boolean closed;

    private UdpDatagrams(
            EventLoop eventLoop,
            Loop home,
            boolean sameThread,
            boolean own,
            InetSocketAddress local,
            int maxDatagramBytes) {
        this.eventLoop = eventLoop;
        this.home = home;
        this.sameThread = sameThread;
        this.own = own;
        this.local = local;
        this.receiveBuffer = new byte[maxDatagramBytes + 1];
    }

    /**
     * Describes a socket. Its channel lives on the loop itself if that is one over an event loop, else on an event loop of
     * its own, which {@link #close} ends.
     *
     * @param shared where the receiver lives, or null for the socket's own event loop
     * @param local the address to bind
     * @param maxDatagramBytes the longest datagram to take
     * @return the socket, not open yet
     */
    public static UdpDatagrams on(@Nullable Loop shared, InetSocketAddress local, int maxDatagramBytes) {
        if (shared instanceof ExecutorLoop loop && loop.executor() instanceof EventLoop eventLoop) {
            return new UdpDatagrams(eventLoop, loop, true, false, local, maxDatagramBytes);
        }
        EventLoop started = EventLoops.start("dunlin-coap");
        Loop home = shared == null ? EventLoops.loop(started) : shared;
        return new UdpDatagrams(started, home, shared == null, true, local, maxDatagramBytes);
    }

    /**
     * Returns where the receiver lives.
     *
     * @return the loop
     */
    public Loop home() {
        return home;
    }

    @Override
    public void open(Receiver receiver) {
        ChannelFuture unused = new Bootstrap()
                .group(eventLoop)
                .channel(NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, 1 << 20)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(receiveBuffer.length))
                .handler(new Handler(receiver))
                .bind(local)
                .addListener(bound -> {
                    if (bound.isSuccess()) {
                        return;
                    }
                    String reason =
                            "cannot bind " + local + ": " + bound.cause().getMessage();
                    home.execute(() -> receiver.failed(reason));
                });
    }

    @Override
    public void send(PeerKey peer, byte[] bytes, int offset, int length) {
        Channel open = channel;
        if (open == null || !(peer instanceof UdpPeer udp)) {
            return;
        }
        ByteBuf buffer = open.alloc().directBuffer(length).writeBytes(bytes, offset, length);
        ChannelFuture unused = open.writeAndFlush(new DatagramPacket(buffer, udp.address()), open.voidPromise());
    }

    @Override
    public PeerKey resolve(String host, int port) {
        try {
            return new UdpPeer(new InetSocketAddress(InetAddress.getAllByName(host)[0], port));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the host \"" + host + "\" is not known", e);
        }
    }

    @Override
    public boolean secure() {
        return false;
    }

    @Override
    public void close() {
        closed = true;
        if (channel != null) {
            ChannelFuture unused = channel.close();
            channel = null;
        }
        if (own) {
            EventLoops.end(eventLoop);
        }
    }

    private final class Handler extends ChannelInboundHandlerAdapter {
        private final Receiver receiver;

        Handler(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            Channel active = ctx.channel();
            int port = ((InetSocketAddress) active.localAddress()).getPort();
            runAtHome(() -> {
                if (closed) {
                    ChannelFuture unused = active.close();
                    return;
                }
                channel = active;
                receiver.opened(port);
            });
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            try {
                int length = packet.content().readableBytes();
                UdpPeer peer = new UdpPeer(packet.sender());
                if (sameThread) {
                    packet.content().readBytes(receiveBuffer, 0, length);
                    receiver.received(peer, receiveBuffer, 0, length);
                } else {
                    byte[] copy = new byte[length];
                    packet.content().readBytes(copy);
                    home.execute(() -> receiver.received(peer, copy, 0, length));
                }
            } catch (RuntimeException e) {
                LOG.error("A datagram from {} was not handled", packet.sender(), e);
            } finally {
                packet.release();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.debug("The socket reported an error", cause);
        }

        private void runAtHome(Runnable task) {
            if (home.inLoop()) {
                task.run();
            } else {
                home.execute(task);
            }
        }
    }
}

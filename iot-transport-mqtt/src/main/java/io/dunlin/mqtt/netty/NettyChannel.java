/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import io.dunlin.core.Loop;
import io.dunlin.mqtt.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * One connection. What is sent during a task, or while bytes of the network are handled, leaves in one write at the end.
 * Usually the loop runs on the connection's own event loop; if it is another, bytes are handed over.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class NettyChannel extends ChannelInboundHandlerAdapter implements Transport.Line {

    /** The user event that says that a handshake above TLS is done. */
    static final Object FRAMES_READY = new Object();

    private static final int FIRST_BUFFER_BYTES = 512;

    /** Sessions read arrays; each event loop has one, through which all its connections' bytes go. */
    private static final FastThreadLocal<byte[]> PIECE = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[16 * 1024];
        }
    };

    private final Loop loop;
    private final Transport.Handler handler;
    private final boolean sameThread;

    /** Whether the connection is open only after a handshake above TLS. */
    private final boolean hasFrames;

    /** Set on the event loop, read on the loop after {@code opened}. */
    private volatile @Nullable Channel channel;

    private volatile boolean closing;
    private boolean ended;
    private boolean reading;
    private boolean flushIsDue;
    private @Nullable ByteBuf gathered;
    private @Nullable String failure;
    private volatile boolean refused;

    NettyChannel(Loop loop, boolean sameThread, boolean hasFrames, Transport.Handler handler) {
        this.loop = loop;
        this.handler = handler;
        this.sameThread = sameThread;
        this.hasFrames = hasFrames;
    }

    @Override
    public void send(byte[] bytes, int offset, int length) {
        if (closing) {
            return;
        }
        if (gathered == null) {
            gathered = PooledByteBufAllocator.DEFAULT.buffer(Math.max(FIRST_BUFFER_BYTES, length));
        }
        gathered.writeBytes(bytes, offset, length);
        if (!reading && !flushIsDue) {
            flushIsDue = true;
            loop.execute(this::flush);
        }
    }

    @Override
    public void flush() {
        flushIsDue = false;
        ByteBuf bytes = gathered;
        gathered = null;
        Channel to = channel;
        if (bytes == null) {
            return;
        }
        if (to == null) {
            bytes.release();
        } else {
            to.writeAndFlush(bytes, to.voidPromise());
        }
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        flush();
        closing = true;
        Channel open = channel;
        if (open != null) {
            // Behind the bytes that were sent before.
            open.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** The attempt failed, or the connection cannot go on. Called from any thread. */
    void fail(String reason) {
        onLoop(() -> end(reason));
    }

    private void end(String reason) {
        if (ended) {
            return;
        }
        ended = true;
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
        if (!closing) {
            closing = true;
            if (refused) {
                handler.refused(reason);
            } else {
                handler.closed(reason);
            }
        }
    }

    private void onLoop(Runnable task) {
        if (sameThread && loop.inLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (closing) {
            ctx.close();
            return;
        }
        channel = ctx.channel();
        if (!hasFrames && ctx.pipeline().get(SslHandler.class) == null) {
            onLoop(handler::opened);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == FRAMES_READY) {
            onLoop(handler::opened);
            return;
        }
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            return;
        }
        if (!handshake.isSuccess()) {
            failure = "TLS: " + handshake.cause();
            refused = Tls.refusesCertificate(handshake.cause());
            ctx.close();
        } else if (Tls.hasAlternativeNames(
                ctx.pipeline().get(SslHandler.class).engine().getSession())) {
            if (!hasFrames) {
                onLoop(handler::opened);
            }
        } else {
            failure = "TLS: the server's certificate has no subject alternative names";
            ctx.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (closing) {
                return;
            }
            if (!sameThread) {
                byte[] copy = ByteBufUtil.getBytes(bytes);
                loop.execute(() -> received(copy, 0, copy.length));
            } else {
                reading = true;
                readInPieces(bytes);
            }
        } finally {
            bytes.release();
        }
    }

    private void readInPieces(ByteBuf bytes) {
        byte[] piece = PIECE.get();
        while (bytes.isReadable()) {
            int length = Math.min(piece.length, bytes.readableBytes());
            bytes.readBytes(piece, 0, length);
            received(piece, 0, length);
        }
    }

    private void received(byte[] bytes, int offset, int length) {
        if (!closing) {
            handler.received(bytes, offset, length);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (sameThread) {
            reading = false;
            flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean canWrite = ctx.channel().isWritable();
        onLoop(() -> handler.writable(canWrite));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(failure == null ? "the connection was closed by the peer" : failure);
    }

    @Override
    @SuppressWarnings("deprecation") // the method of the handler, not the deprecated one of its other half
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (failure == null) {
            failure = cause.toString();
            refused = Tls.refusesCertificate(cause);
        }
        ctx.close();
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.est.netty;

import io.dunlin.security.est.EstRequest;
import io.dunlin.security.est.EstResponse;
import io.dunlin.security.est.EstService;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns HTTP into requests of the service, off the socket's thread. One request per connection. */
final class EstHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(EstHandler.class);

    private final EstService service;
    private final Executor workers;
    private final SslHandler tls;

    EstHandler(EstService service, Executor workers, SslHandler tls) {
        this.service = service;
        this.workers = workers;
        this.tls = tls;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
        if (!message.decoderResult().isSuccess()) {
            send(context, new EstResponse(400, Map.of(), new byte[0]));
            return;
        }
        String uri = message.uri();
        int query = uri.indexOf('?');
        EstRequest request = new EstRequest(
                message.method().name(),
                query < 0 ? uri : uri.substring(0, query),
                message.headers().get(HttpHeaderNames.CONTENT_TYPE, ""),
                message.headers().get(HttpHeaderNames.AUTHORIZATION, ""),
                ByteBufUtil.getBytes(message.content()),
                peer());
        try {
            workers.execute(() -> send(context, answer(request)));
        } catch (RejectedExecutionException e) {
            send(context, new EstResponse(503, Map.of("Retry-After", "30"), new byte[0]));
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Whether it closed in order tells nobody anything.
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("Connection of {} dropped: {}", context.channel().remoteAddress(), cause.toString());
        context.close();
    }

    private EstResponse answer(EstRequest request) {
        try {
            return service.handle(request);
        } catch (RuntimeException e) {
            LOG.error("{} failed", request, e);
            return new EstResponse(500, Map.of(), new byte[0]);
        }
    }

    private @Nullable X509Certificate peer() {
        try {
            Certificate[] chain = tls.engine().getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate first ? first : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    private static void send(ChannelHandlerContext context, EstResponse answer) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body()));
        answer.headers().forEach(response.headers()::set);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        response.headers().set(HttpHeaderNames.CONNECTION, "close");
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}

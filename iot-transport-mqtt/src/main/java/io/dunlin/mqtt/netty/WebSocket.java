/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import io.dunlin.mqtt.MqttServer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * MQTT in WebSocket frames (MQTT 5.0, 6), with netty-codec-http, which is on the path only where they are used. Frames
 * and packets need not begin together; text is refused.
 */
final class WebSocket extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {

    private static final String SUBPROTOCOL = "mqtt";
    private static final int MOST_RESPONSE_BYTES = 8 * 1024;

    /** Servers take frames of this size. */
    private static final int MOST_SENT_BYTES = 32 * 1024;

    private static final int MOST_FRAME_BYTES = 16 << 20;

    WebSocket() {}

    static void addTo(ChannelPipeline pipeline, MqttServer server) {
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(uri(server))
                .subprotocol(SUBPROTOCOL)
                .version(WebSocketVersion.V13)
                .maxFramePayloadLength(MOST_FRAME_BYTES)
                .build();
        pipeline.addLast(
                new HttpClientCodec(),
                new HttpObjectAggregator(MOST_RESPONSE_BYTES),
                new WebSocketClientProtocolHandler(config),
                new WebSocket());
    }

    private static URI uri(MqttServer server) {
        String scheme = server.identity() == null ? "ws" : "wss";
        try {
            return new URI(scheme, null, server.host(), server.port(), server.webSocketPath(), null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no resource has the path " + server.webSocketPath(), e);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            ctx.fireUserEventTriggered(NettyChannel.FRAMES_READY);
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out) {
        do {
            int length = Math.min(bytes.readableBytes(), MOST_SENT_BYTES);
            out.add(new BinaryWebSocketFrame(bytes.readRetainedSlice(length)));
        } while (bytes.isReadable());
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, WebSocketFrame frame, List<Object> out) {
        if (frame instanceof BinaryWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
            out.add(frame.content().retain());
        } else {
            // MQTT-6.0.0-1
            ChannelFuture unused = ctx.close();
        }
    }
}

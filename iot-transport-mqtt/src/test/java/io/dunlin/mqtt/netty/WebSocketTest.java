/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import org.junit.jupiter.api.Test;

/** Packets in frames. */
class WebSocketTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new WebSocket());

    @Test
    void mqtt_6_0_0_1_framesOfText_closeTheConnection() {
        channel.writeInbound(new TextWebSocketFrame("MQTT"));
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void mqtt_6_0_0_2_packetsAndFrames_needNotBeginTogether() {
        channel.writeInbound(
                new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {1, 2})),
                new ContinuationWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {3})));
        ByteBuf first = channel.readInbound();
        ByteBuf second = channel.readInbound();
        assertThat(first.readableBytes()).isEqualTo(2);
        assertThat(second.readByte()).isEqualTo((byte) 3);
        first.release();
        second.release();
    }

    @Test
    void largePackets_leaveInFramesThatServersTake() {
        channel.writeOutbound(Unpooled.wrappedBuffer(new byte[100_000]));
        int sum = 0;
        for (BinaryWebSocketFrame frame = channel.readOutbound(); frame != null; frame = channel.readOutbound()) {
            assertThat(frame.content().readableBytes()).isLessThanOrEqualTo(32 * 1024);
            sum += frame.content().readableBytes();
            frame.release();
        }
        assertThat(sum).isEqualTo(100_000);
    }
}

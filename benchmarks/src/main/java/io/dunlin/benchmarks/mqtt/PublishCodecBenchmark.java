/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.benchmarks.mqtt;

import io.dunlin.mqtt.codec.DecodeLimits;
import io.dunlin.mqtt.codec.Packet;
import io.dunlin.mqtt.codec.PacketBuffer;
import io.dunlin.mqtt.codec.PacketDecoder;
import io.dunlin.mqtt.codec.PacketEncoder;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.Publish;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A QoS 1 PUBLISH of 100 bytes, read and written by our codec and, in an embedded channel, by Netty's. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 8, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PublishCodecBenchmark {

    private static final String TOPIC = "dunlin/v1/_/device-0001/up/telemetry";
    private static final int PAYLOAD_BYTES = 100 - 4 - TOPIC.length() - 2 - 1;

    private final Publish publish =
            Publish.of(TOPIC, QoS.AT_LEAST_ONCE, false, false, 7, PropertySet.NONE, new byte[PAYLOAD_BYTES]);
    private final PacketEncoder encoder = new PacketEncoder(Role.CLIENT);
    private final PacketDecoder decoder = new PacketDecoder(Role.SERVER, DecodeLimits.DEFAULT);
    private final PacketBuffer buffer = new PacketBuffer();
    private final byte[] bytes = encoder.encode(publish);

    private final ByteBuf nettyBytes =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(bytes));
    private final ByteBuf nettyPayload =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeZero(PAYLOAD_BYTES));
    private final EmbeddedChannel nettyDecoder = new EmbeddedChannel(new MqttDecoder());
    private final EmbeddedChannel nettyEncoder = new EmbeddedChannel(MqttEncoder.INSTANCE);

    /** Creates the state; JMH calls it. */
    public PublishCodecBenchmark() {}

    /** Tells Netty's codec the version, as a CONNECT does. */
    @Setup
    public void connect() {
        MqttConnectMessage connect = MqttMessageBuilders.connect()
                .clientId("c")
                .protocolVersion(MqttVersion.MQTT_5)
                .build();
        nettyEncoder.writeOutbound(connect);
        ByteBuf encoded = nettyEncoder.readOutbound();
        nettyDecoder.writeInbound(encoded);
        nettyDecoder.readInbound();
    }

    /** Ours: one pass over the array; the payload stays in place. */
    @Benchmark
    public Packet decode() {
        return decoder.decode(bytes, 0, bytes.length);
    }

    /** Ours: into a buffer that is used again. */
    @Benchmark
    public int encode() {
        buffer.clear();
        return buffer.append(encoder, publish);
    }

    /** Netty's. */
    @Benchmark
    public boolean nettyDecode() {
        nettyDecoder.writeInbound(nettyBytes.duplicate());
        return ReferenceCountUtil.release(nettyDecoder.readInbound());
    }

    /** Netty's. */
    @Benchmark
    public boolean nettyEncode() {
        MqttPublishMessage message = MqttMessageBuilders.publish()
                .topicName(TOPIC)
                .qos(MqttQoS.AT_LEAST_ONCE)
                .messageId(7)
                .payload(nettyPayload.duplicate())
                .build();
        nettyEncoder.writeOutbound(message);
        boolean any = false;
        for (ByteBuf part = nettyEncoder.readOutbound(); part != null; part = nettyEncoder.readOutbound()) {
            any |= part.release();
        }
        return any;
    }
}

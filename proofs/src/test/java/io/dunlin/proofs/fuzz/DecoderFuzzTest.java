/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.dunlin.coap.codec.CodecLimits;
import io.dunlin.core.DecodeException;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.rim.JdkCrc32c;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.core.rim.SystemRandom;
import io.dunlin.core.telemetry.ColumnDecoder;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.Columns;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.TelemetryReader;
import io.dunlin.core.telemetry.TelemetryWriter;
import io.dunlin.core.twin.Ack;
import io.dunlin.core.twin.FleetTwin;
import io.dunlin.core.twin.TwinEvent;
import io.dunlin.core.twin.TwinLimits;
import io.dunlin.core.twin.TwinSchema;
import io.dunlin.core.twin.Value;
import io.dunlin.core.wire.Heartbeat;
import io.dunlin.mqtt.codec.DecodeLimits;
import io.dunlin.mqtt.codec.Packet;
import io.dunlin.mqtt.codec.PacketDecoder;
import io.dunlin.mqtt.codec.PacketEncoder;
import io.dunlin.mqtt.codec.ProtocolVersion;
import io.dunlin.ota.delta.CheckpointStore;
import io.dunlin.ota.delta.MemoryImage;
import io.dunlin.ota.delta.PatchApplier;
import io.dunlin.ota.delta.PatchLimits;
import io.dunlin.ota.manifest.ManifestCodec;
import io.dunlin.ota.update.UpdateMessage;
import io.dunlin.ota.update.UpdateWire;
import io.dunlin.security.sign.CoseVerifier;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.security.sign.Role;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a peer sends, a decoder answers with a value or with its typed error, allocates no more than its limits allow,
 * and reads from what it writes again the same. The normal tests run the recorded inputs; CONTRIBUTING.md says how to
 * search for new ones.
 */
@Tag("fuzz")
class DecoderFuzzTest {

    /** More than the limits of every decoder below grant, counted with what the input itself makes. */
    private static final long MOST_BYTES = 8 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final DecodeLimits MQTT_LIMITS = new DecodeLimits(1 << 16, 256);

    /** Takes what a twin puts out. */
    private static final class SilentTwin implements FleetTwin.Output {
        @Override
        public void send(byte[] message) {}

        @Override
        public void reported(String path, @Nullable Value value) {}

        @Override
        public void acknowledged(String path, Ack ack) {}

        @Override
        public void event(TwinEvent event, String detail) {}
    }

    private interface Decoder<T> {
        T decode(byte[] input) throws IOException;
    }

    private interface Encoder<T> {
        byte[] encode(T value);
    }

    @MethodSource("telemetryUpSeeds")
    @FuzzTest
    void telemetryUp(byte[] input) {
        TelemetryReader reader = new TelemetryReader(new JdkCrc32c(), ColumnLimits.DEFAULT);
        TelemetryWriter writer = new TelemetryWriter(new JdkCrc32c());
        sameAgain(input, reader::readUp, writer::write);
    }

    @MethodSource("telemetryDownSeeds")
    @FuzzTest
    void telemetryDown(byte[] input) {
        TelemetryReader reader = new TelemetryReader(new JdkCrc32c(), ColumnLimits.DEFAULT);
        TelemetryWriter writer = new TelemetryWriter(new JdkCrc32c());
        sameAgain(input, reader::readDown, writer::write);
    }

    @MethodSource("schemaSeeds")
    @FuzzTest
    void schema(byte[] input) {
        sameAgain(input, bytes -> Schema.decode(bytes, ColumnLimits.DEFAULT), Schema::canonicalBytes);
    }

    @MethodSource("columnsSeeds")
    @FuzzTest
    void columns(byte[] input) {
        Schema schema = Samples.schema();
        bounded(input, bytes -> {
            Columns into = new Columns(schema);
            new ColumnDecoder(ColumnLimits.DEFAULT).decode(bytes, 0, bytes.length, into);
            return into;
        });
    }

    @FuzzTest
    void twinUp(byte[] input) {
        FleetTwin twin =
                FleetTwin.create(Samples.twinSchema(), TwinLimits.DEFAULT, new SystemRandom(), new SilentTwin());
        bounded(input, twin::received);
    }

    @MethodSource("twinSchemaSeeds")
    @FuzzTest
    void twinSchema(byte[] input) {
        sameAgain(input, TwinSchema::decode, TwinSchema::encode);
    }

    @MethodSource("commandSeeds")
    @FuzzTest
    void command(byte[] input) {
        sameAgain(input, Command::decode, Command::encode);
    }

    @MethodSource("receiptSeeds")
    @FuzzTest
    void receipt(byte[] input) {
        bounded(input, Receipt::decode);
    }

    @MethodSource("heartbeatSeeds")
    @FuzzTest
    void heartbeat(byte[] input) {
        sameAgain(input, Heartbeat::decode, Heartbeat::encode);
    }

    @FuzzTest
    void signedCommand(byte[] input) {
        CoseVerifier verifier = new CoseVerifier(KeyRing.of(List.of()), 1 << 15);
        bounded(input, bytes -> verifier.verify1(bytes, Role.COMMAND, "type", new byte[0]));
    }

    @MethodSource("updateSeeds")
    @FuzzTest
    void update(byte[] input) {
        sameAgain(input, UpdateWire::decode, UpdateWire::encode);
    }

    @MethodSource("manifestSeeds")
    @FuzzTest
    void manifest(byte[] input) {
        sameAgain(input, ManifestCodec::decode, ManifestCodec::encode);
    }

    @MethodSource("patchSeeds")
    @FuzzTest
    void patch(byte[] input) {
        byte[] source = Samples.image();
        byte[] target = new byte[2 * source.length];
        bounded(input, bytes -> {
            PatchApplier.open(
                            new MemoryImage(bytes),
                            new MemoryImage(source),
                            new MemoryImage(target),
                            CheckpointStore.NONE,
                            new PatchLimits(1 << 20, target.length),
                            JdkSha256::new)
                    .run();
            return true;
        });
    }

    @MethodSource("mqtt5Seeds")
    @FuzzTest
    void mqtt5(byte[] input) {
        mqtt(input, ProtocolVersion.V5);
    }

    @MethodSource("mqtt311Seeds")
    @FuzzTest
    void mqtt311(byte[] input) {
        mqtt(input, ProtocolVersion.V3_1_1);
    }

    @FuzzTest
    void coap(byte[] input) {
        bounded(input, bytes -> io.dunlin.coap.codec.Message.decode(bytes, 0, bytes.length, CodecLimits.DEFAULT));
    }

    private static void mqtt(byte[] input, ProtocolVersion version) {
        for (io.dunlin.mqtt.codec.Role reader : io.dunlin.mqtt.codec.Role.values()) {
            PacketDecoder decoder = new PacketDecoder(reader, MQTT_LIMITS, version);
            PacketEncoder encoder = new PacketEncoder(reader.peer(), version);
            Packet packet = bounded(input, bytes -> decoder.decode(bytes, 0, bytes.length));
            if (packet != null) {
                // A packet may be written in more than one way, so it is the packets that are compared.
                byte[] again = encoder.encode(packet);
                assertThat(decoder.decode(again, 0, again.length)).isEqualTo(packet);
            }
        }
    }

    /** For what has one form only: what was read is written as it was. */
    private static <T> void sameAgain(byte[] input, Decoder<T> decoder, Encoder<T> encoder) {
        T value = bounded(input, decoder);
        if (value != null) {
            assertThat(encoder.encode(value)).isEqualTo(input);
        }
    }

    /** Decodes twice, since loading classes allocates too, and counts the second time. */
    private static <T> @Nullable T bounded(byte[] input, Decoder<T> decoder) {
        byte[] mine = Arrays.copyOf(input, Math.min(input.length, 1 << 16));
        decode(mine, decoder);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        T value = decode(mine, decoder);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
        return value;
    }

    private static <T> @Nullable T decode(byte[] input, Decoder<T> decoder) {
        try {
            return decoder.decode(input);
        } catch (DecodeException expected) {
            return null;
        } catch (IOException e) {
            throw new AssertionError("memory does not fail", e);
        }
    }

    static Stream<byte[]> telemetryUpSeeds() {
        return Samples.telemetry().stream();
    }

    static Stream<byte[]> telemetryDownSeeds() {
        return Samples.telemetry().stream();
    }

    static Stream<byte[]> schemaSeeds() {
        return Stream.of(Samples.schema().canonicalBytes());
    }

    static Stream<byte[]> columnsSeeds() {
        return Stream.of(Samples.columns());
    }

    static Stream<byte[]> twinSchemaSeeds() {
        return Stream.of(Samples.twinSchema().encode());
    }

    static Stream<byte[]> commandSeeds() {
        return Stream.of(Samples.command());
    }

    static Stream<byte[]> receiptSeeds() {
        return Stream.of(Samples.receipt());
    }

    static Stream<byte[]> heartbeatSeeds() {
        return Stream.of(Samples.heartbeat());
    }

    static Stream<byte[]> manifestSeeds() {
        return Stream.of(ManifestCodec.encode(Samples.manifest()));
    }

    static Stream<byte[]> updateSeeds() {
        return Stream.of(
                UpdateWire.encode(new UpdateMessage.Offer(new byte[] {1, 2})),
                UpdateWire.encode(new UpdateMessage.EventAck(7)));
    }

    static Stream<byte[]> patchSeeds() {
        return Stream.of(Samples.patch());
    }

    static Stream<byte[]> mqtt5Seeds() {
        return Samples.mqtt(ProtocolVersion.V5).stream();
    }

    static Stream<byte[]> mqtt311Seeds() {
        return Samples.mqtt(ProtocolVersion.V3_1_1).stream();
    }
}

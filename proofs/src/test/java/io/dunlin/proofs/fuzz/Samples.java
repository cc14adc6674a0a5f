/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fuzz;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Reason;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.command.Semantics;
import io.dunlin.core.rim.JdkCrc32c;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.core.telemetry.ColumnEncoder;
import io.dunlin.core.telemetry.Columns;
import io.dunlin.core.telemetry.DownMessage;
import io.dunlin.core.telemetry.Incarnation;
import io.dunlin.core.telemetry.Priority;
import io.dunlin.core.telemetry.Row;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.SeqRange;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.telemetry.StreamType;
import io.dunlin.core.telemetry.TelemetryWriter;
import io.dunlin.core.telemetry.UpMessage;
import io.dunlin.core.twin.TwinSchema;
import io.dunlin.core.twin.Value;
import io.dunlin.core.wire.Heartbeat;
import io.dunlin.mqtt.codec.Connect;
import io.dunlin.mqtt.codec.PacketEncoder;
import io.dunlin.mqtt.codec.PacketType;
import io.dunlin.mqtt.codec.Ping;
import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.ProtocolVersion;
import io.dunlin.mqtt.codec.Publish;
import io.dunlin.mqtt.codec.PublishReply;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.codec.Role;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.delta.diff.DeltaGenerator;
import io.dunlin.ota.delta.diff.Profile;
import io.dunlin.ota.manifest.Component;
import io.dunlin.ota.manifest.Encoding;
import io.dunlin.ota.manifest.Manifest;
import io.dunlin.ota.manifest.Model;
import java.util.List;

/** Messages as a friend would send them: where a search for hostile ones begins. */
final class Samples {

    private Samples() {}

    static Schema schema() {
        return new Schema(
                7,
                List.of(
                        Stream.ofDouble("temperature", "Cel", Long.MAX_VALUE),
                        new Stream("count", "", StreamType.LONG, Priority.URGENT, 1_000_000_000L),
                        new Stream("open", "", StreamType.BOOLEAN, Priority.NORMAL, Long.MAX_VALUE),
                        new Stream("note", "", StreamType.STRING, Priority.NORMAL, Long.MAX_VALUE)));
    }

    static TwinSchema twinSchema() {
        return TwinSchema.builder()
                .desired("lamp.level", Value.Type.INTEGER)
                .reported("lamp.on", Value.Type.BOOL)
                .build();
    }

    /** The old image of {@link #patches}. */
    static byte[] image() {
        byte[] image = new byte[4096];
        for (int i = 0; i < image.length; i++) {
            image[i] = (byte) (i * i >> 7);
        }
        return image;
    }

    static List<byte[]> telemetry() {
        TelemetryWriter writer = new TelemetryWriter(new JdkCrc32c());
        Incarnation store = new Incarnation(1, 2);
        BootEpoch epoch = new BootEpoch(3);
        return List.of(
                writer.write(new UpMessage.Announcement(store, epoch, 1, schema())),
                writer.write(new UpMessage.Batch(store, epoch, 2, schema().ref(), 40, 40, columns())),
                writer.write(new UpMessage.Gap(store, epoch, new SeqRange(3, 9))),
                writer.write(new DownMessage.Ack(store, epoch, List.of(new SeqRange(1, 2), new SeqRange(5, 5)))),
                writer.write(new DownMessage.SchemaRequest(schema().ref())),
                writer.write(new DownMessage.Refusal(store, epoch, 2, "columns")));
    }

    static byte[] columns() {
        Schema schema = schema();
        Columns columns = new Columns(schema);
        for (int i = 0; i < 40; i++) {
            Row row = new Row(schema).at(1_700_000_000_000L + 1000L * i).set(0, 20 + i / 10.0);
            if (i % 3 == 0) {
                row.setLong(1, i * 7L).set(2, i > 20).set(3, i > 10 ? "warm" : "cold");
            }
            columns.add(row);
        }
        return new ColumnEncoder(schema).encode(columns);
    }

    static byte[] command() {
        return new Command(new CommandId(1, 2), "lamp.flash", Semantics.AT_MOST_ONCE, new byte[] {0x18, 0x2a}).encode();
    }

    static byte[] receipt() {
        return Receipt.failed(new CommandId(1, 2), Reason.OPERATION_FAILED, "no lamp")
                .encode();
    }

    static byte[] heartbeat() {
        return new Heartbeat(new BootEpoch(3), 60, 2, "1.4.2", 7, 12, 0, List.of("storage-full")).encode();
    }

    static Manifest manifest() {
        ImageDigest target = ImageDigest.of(new byte[] {1, 2, 3}, JdkSha256::new);
        Component firmware = new Component(
                "firmware",
                new Model("example", "pump", "rev-b"),
                "2.0",
                7,
                target,
                List.of(new Encoding(target, null)));
        return new Manifest(5, "spring", 1_800_000_000_000L, List.of(firmware));
    }

    static byte[] patch() {
        byte[] newer = image();
        for (int i = 100; i < newer.length; i += 97) {
            newer[i] ^= 0x20;
        }
        return new DeltaGenerator(JdkSha256::new)
                .generate(image(), newer, Profile.TINY)
                .bytes();
    }

    static List<byte[]> mqtt(ProtocolVersion version) {
        PropertySet properties = version == ProtocolVersion.V5
                ? PropertySet.builder().set(Property.RECEIVE_MAXIMUM, 10).build()
                : PropertySet.NONE;
        PacketEncoder client = new PacketEncoder(Role.CLIENT, version);
        return List.of(
                client.encode(new Connect("c", true, 60, null, "u", new byte[] {8}, properties)),
                client.encode(
                        Publish.of("a/b", QoS.AT_LEAST_ONCE, false, true, 9, PropertySet.NONE, new byte[] {1, 2})),
                client.encode(new PublishReply(PacketType.PUBREC, 9, ReasonCode.SUCCESS)),
                client.encode(Ping.REQUEST));
    }
}

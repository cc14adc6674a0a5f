/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Channel;
import io.dunlin.core.Checksum;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.Tenant;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.telemetry.ColumnDecoder;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.Columns;
import io.dunlin.core.telemetry.IngestWindow;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.TelemetryReader;
import io.dunlin.core.telemetry.TelemetryWriter;
import io.dunlin.core.telemetry.UpMessage;
import io.dunlin.core.twin.Ack;
import io.dunlin.core.twin.FleetTwin;
import io.dunlin.core.twin.Patch;
import io.dunlin.core.twin.TwinEvent;
import io.dunlin.core.twin.TwinLimits;
import io.dunlin.core.twin.TwinSchema;
import io.dunlin.core.twin.Value;
import io.dunlin.core.twin.When;
import io.dunlin.core.wire.Heartbeat;
import io.dunlin.security.sign.ReceiptSeal;
import io.dunlin.security.sign.VerificationKey;
import io.dunlin.testkit.LinkOptions;
import io.dunlin.testkit.SimFleetLink;
import io.dunlin.testkit.SimNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A fleet of one device, in memory, that never fails: the server kernels of iot-core on a simulated link. */
final class FleetEnd implements FleetTwin.Output {

    private static final TelemetryWriter WRITER = new TelemetryWriter(Checksum.crc32c());
    private static final TelemetryReader READER = new TelemetryReader(Checksum.crc32c(), ColumnLimits.DEFAULT);

    final List<Long> rows = new ArrayList<>();
    final List<Heartbeat> heartbeats = new ArrayList<>();
    final List<Receipt> receipts = new ArrayList<>();
    final FleetTwin twin;
    private final DeviceId device;
    private final Schema schema;
    private final VerificationKey receiptKey;
    private final SimFleetLink link;
    private final Map<BootEpoch, byte[]> windows = new HashMap<>();

    FleetEnd(SimNode node, DeviceId device, Schema schema, TwinSchema twinSchema, VerificationKey receiptKey) {
        this.device = device;
        this.schema = schema;
        this.receiptKey = receiptKey;
        this.twin = FleetTwin.create(twinSchema, TwinLimits.DEFAULT, node.random(), this);
        this.link = SimFleetLink.receiving(
                node, LinkOptions.UNKIND, (from, channel, payload) -> received(channel, payload));
    }

    void send(Channel channel, byte[] payload) {
        link.send(device, channel, payload, Link.Report.IGNORE);
    }

    void desire(Patch patch) {
        twin.desire(patch, When.always(), "operator", 0);
    }

    long lostMessages() {
        return windows.values().stream()
                .mapToLong(window -> IngestWindow.of(window).lostMessages())
                .sum();
    }

    @Override
    public void send(byte[] message) {
        send(Channel.TWIN, message);
    }

    @Override
    public void reported(String path, @Nullable Value value) {
        // The test asks the twin.
    }

    @Override
    public void acknowledged(String path, Ack ack) {
        // The test asks the twin.
    }

    @Override
    public void event(TwinEvent event, String detail) {
        assertThat(event).isNotEqualTo(TwinEvent.MALFORMED_MESSAGE);
    }

    private void received(Channel channel, byte[] payload) {
        switch (channel) {
            case TELEMETRY -> ingest(READER.readUp(payload));
            case TWIN -> twin.received(payload);
            case HEALTH -> heartbeats.add(Heartbeat.decode(payload));
            case COMMAND -> receipts.add(ReceiptSeal.open(payload, receiptKey, Tenant.DEFAULT, device));
            default -> throw new AssertionError("nothing is sent on " + channel);
        }
    }

    private void ingest(UpMessage message) {
        byte[] known = windows.get(message.epoch());
        IngestWindow window = known == null ? new IngestWindow() : IngestWindow.of(known);
        IngestWindow.Verdict verdict = switch (message.kind()) {
            case ANNOUNCEMENT -> window.offer((UpMessage.Announcement) message);
            case BATCH -> window.offer((UpMessage.Batch) message);
            case GAP -> window.offer((UpMessage.Gap) message);
        };
        if (verdict == IngestWindow.Verdict.NOT_NOW) {
            return;
        }
        if (verdict == IngestWindow.Verdict.NEW && message instanceof UpMessage.Batch batch) {
            Columns columns = new Columns(schema);
            new ColumnDecoder(ColumnLimits.DEFAULT).decode(batch.columns(), 0, batch.columns().length, columns);
            for (int i = 0; i < columns.rows(); i++) {
                rows.add(columns.column(0).longs()[i]);
            }
        }
        windows.put(message.epoch(), window.toBytes());
        send(Channel.TELEMETRY, WRITER.write(window.ack(message.incarnation(), message.epoch())));
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.telemetry;

import io.dunlin.core.Alarm;
import io.dunlin.core.BootEpoch;
import io.dunlin.core.Checksum;
import io.dunlin.core.SendOutcome;
import io.dunlin.core.StorageWorker;
import io.dunlin.core.log.AsyncSpool;
import io.dunlin.core.log.LogOptions;
import io.dunlin.core.telemetry.BatchPolicy;
import io.dunlin.core.telemetry.ColumnDecoder;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.Columns;
import io.dunlin.core.telemetry.Incarnation;
import io.dunlin.core.telemetry.IngestWindow;
import io.dunlin.core.telemetry.Offer;
import io.dunlin.core.telemetry.Priority;
import io.dunlin.core.telemetry.Row;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.SpooledUplink;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.telemetry.StreamType;
import io.dunlin.core.telemetry.TelemetryReader;
import io.dunlin.core.telemetry.TelemetryUplink;
import io.dunlin.core.telemetry.TelemetryWriter;
import io.dunlin.core.telemetry.UpMessage;
import io.dunlin.core.telemetry.UplinkEvent;
import io.dunlin.core.telemetry.UplinkPolicy;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A simulated device that offers numbered rows, and a fleet in memory that never fails. */
final class TelemetryTrial {

    /** Rows per batch, at most. */
    static final int ROWS = 5;

    private static final long SECOND = 1_000_000_000L;
    private static final Schema SCHEMA =
            new Schema(1, List.of(new Stream("n", "", StreamType.LONG, Priority.NORMAL, 2 * SECOND)));
    private static final TelemetryWriter WRITER = new TelemetryWriter(Checksum.crc32c());
    private static final TelemetryReader READER = new TelemetryReader(Checksum.crc32c(), ColumnLimits.DEFAULT);
    private static final BatchPolicy BATCHES =
            new BatchPolicy(ROWS, 4096, 512, 5 * SECOND, BatchPolicy.Overflow.REFUSE);
    private static final UplinkPolicy POLICY = new UplinkPolicy(4, 4, 1024, SECOND, 20 * SECOND, 50, SECOND);

    private final Simulation sim;
    private final LogOptions options;
    private final SimNode device;
    private boolean linkUp = true;
    private boolean offering = true;
    private boolean lossy = true;
    private long nextValue;
    private TelemetryUplink uplink;

    private final Set<Long> promised = new HashSet<>();
    private final List<Long> stored = new ArrayList<>();
    private final Map<BootEpoch, byte[]> windows = new HashMap<>();

    TelemetryTrial(Simulation sim, LogOptions options) {
        this.sim = sim;
        this.options = options;
        device = sim.node("device").program(this::boot);
        device.boot();
    }

    SimNode device() {
        return device;
    }

    Set<Long> promised() {
        return promised;
    }

    List<Long> stored() {
        return stored;
    }

    long lostMessages() {
        return windows.values().stream()
                .mapToLong(bytes -> IngestWindow.of(bytes).lostMessages())
                .sum();
    }

    /** Brings the link up or down now and for later boots. */
    void link(boolean up) {
        if (up == linkUp) {
            return;
        }
        linkUp = up;
        if (device.isUp() && uplink != null) {
            TelemetryUplink now = uplink;
            device.loop().execute(() -> {
                if (up) {
                    now.linkUp(8, device.loop().nanoTime());
                } else {
                    now.linkDown();
                }
            });
        }
    }

    void healAndSettle() {
        lossy = false;
        device.disk().clearFaults();
        device.boot();
        link(true);
        sim.run(Duration.ofSeconds(30));
        offering = false;
        sim.await(
                "everything acknowledged",
                Duration.ofHours(2),
                () -> uplink.unacknowledged() == 0 && uplink.durableRows() == uplink.offeredRows());
    }

    private void boot(SimNode node) {
        uplink = null;
        AsyncSpool.open(node.storage(), options, node.worker(), new StorageWorker.Report<AsyncSpool>() {
            @Override
            public void done(AsyncSpool spool) {
                run(node, spool);
            }

            @Override
            public void failed(Exception failure) {
                node.loop().schedule(SECOND, () -> boot(node));
            }
        });
    }

    private void run(SimNode node, AsyncSpool spool) {
        TelemetryUplink[] self = new TelemetryUplink[1];
        Alarm[] alarm = new Alarm[1];
        Runnable rearm = () -> alarm[0].at(self[0].deadlineNanos());
        SpooledUplink output = new SpooledUplink(spool, node.loop(), new SpooledUplink.Sender() {
            @Override
            public void send(long seq, byte[] message) {
                if (!linkUp) {
                    self[0].sent(seq, SendOutcome.NOT_CONNECTED, node.loop().nanoTime());
                    return;
                }
                for (int copies = lossy && sim.random().chance(0.2)
                                ? 0
                                : 1 + (int) sim.random().nextLong(2);
                        copies > 0;
                        copies--) {
                    node.loop().schedule(sim.random().nextLong(SECOND), () -> {
                        byte[] answer = ingest(message);
                        if (answer.length > 0 && !(lossy && sim.random().chance(0.2))) {
                            self[0].received(answer, node.loop().nanoTime());
                            rearm.run();
                        }
                    });
                }
            }

            @Override
            public void event(UplinkEvent event) {
                node.log(event.toString());
            }
        });
        self[0] = new TelemetryUplink(SCHEMA, BATCHES, POLICY, WRITER, READER, node.random(), output);
        alarm[0] = new Alarm(node.loop(), () -> {
            self[0].tick(node.loop().nanoTime());
            rearm.run();
        });
        output.start(self[0], new Incarnation(7, 7));
        if (linkUp) {
            self[0].linkUp(8, node.loop().nanoTime());
        }
        uplink = self[0];
        new Sensor(node, self[0], rearm).read();
    }

    private final class Sensor {
        private final SimNode node;
        private final TelemetryUplink to;
        private final Runnable rearm;
        private final Row row = new Row(SCHEMA);
        private final TreeMap<Long, Long> waiting = new TreeMap<>();

        Sensor(SimNode node, TelemetryUplink to, Runnable rearm) {
            this.node = node;
            this.to = to;
            this.rearm = rearm;
        }

        void read() {
            // Now and then several batches at once, so that some share a force.
            for (int i = sim.random().chance(0.1) ? 4 * ROWS : 1; offering && i > 0; i--) {
                long value = nextValue++;
                if (to.offer(
                                row.at(node.wallMillis()).setLong(0, value),
                                node.loop().nanoTime())
                        == Offer.ACCEPTED) {
                    waiting.put(value, to.offeredRows());
                }
            }
            waiting.entrySet().removeIf(entry -> entry.getValue() <= to.durableRows() && promised.add(entry.getKey()));
            rearm.run();
            node.loop().schedule(SECOND / 4, this::read);
        }
    }

    private byte[] ingest(byte[] bytes) {
        UpMessage message = READER.readUp(bytes);
        byte[] known = windows.get(message.epoch());
        IngestWindow window = known == null ? new IngestWindow() : IngestWindow.of(known);
        IngestWindow.Verdict verdict = switch (message.kind()) {
            case ANNOUNCEMENT -> window.offer((UpMessage.Announcement) message);
            case BATCH -> window.offer((UpMessage.Batch) message);
            case GAP -> window.offer((UpMessage.Gap) message);
        };
        if (verdict == IngestWindow.Verdict.NOT_NOW) {
            return new byte[0];
        }
        if (verdict == IngestWindow.Verdict.NEW && message instanceof UpMessage.Batch batch) {
            Columns columns = new Columns(SCHEMA);
            new ColumnDecoder(ColumnLimits.DEFAULT).decode(batch.columns(), 0, batch.columns().length, columns);
            for (int i = 0; i < columns.rows(); i++) {
                stored.add(columns.column(0).longs()[i]);
            }
        }
        windows.put(message.epoch(), window.toBytes());
        return WRITER.write(window.ack(message.incarnation(), message.epoch()));
    }
}

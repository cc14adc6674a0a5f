/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageException;
import io.dunlin.core.log.AsyncSpool;
import io.dunlin.core.log.AtomicFile;
import io.dunlin.core.log.LogOptions;
import io.dunlin.core.telemetry.BatchPolicy;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.Incarnation;
import io.dunlin.core.telemetry.Offer;
import io.dunlin.core.telemetry.Row;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.SpooledUplink;
import io.dunlin.core.telemetry.TelemetryReader;
import io.dunlin.core.telemetry.TelemetryUplink;
import io.dunlin.core.telemetry.TelemetryWriter;
import io.dunlin.core.telemetry.UplinkEvent;
import io.dunlin.core.telemetry.UplinkPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Rows on their way to the fleet, over a spool. */
final class TelemetryPart implements Part, SpooledUplink.Sender {

    private static final long CLOSE_PATIENCE_NANOS = 2_000_000_000L;
    private static final long CLOSE_STEP_NANOS = 10_000_000L;

    /**
     * What telemetry needs.
     *
     * @param schema the streams
     * @param batches when rows become a batch
     * @param policy how to store, send and repeat
     * @param options how to use the disk
     */
    record Options(Schema schema, BatchPolicy batches, UplinkPolicy policy, LogOptions options) {}

    private final Options options;
    private final Surroundings around;
    private final Agent agent;
    private @Nullable AsyncSpool spool;
    private @Nullable TelemetryUplink uplink;
    private volatile long offeredRows;
    private volatile long durableRows;
    private volatile long lostRows;
    private volatile long unacknowledged;

    /** The spool and the name of its life. */
    private record Store(AsyncSpool spool, Incarnation incarnation) {}

    TelemetryPart(Options options, Surroundings around, Agent agent) {
        this.options = options;
        this.around = around;
        this.agent = agent;
    }

    @Override
    public CompletableFuture<?> open() {
        return around.onWorker(() -> around.storage().directory("telemetry"))
                .thenCompose(this::openSpool)
                .thenAccept(this::run);
    }

    private CompletableFuture<Store> openSpool(Storage directory) {
        return around.onWorker(() -> directory.directory("spool"))
                .thenCompose(inner -> Surroundings.<AsyncSpool>reported(
                        report -> AsyncSpool.open(inner, options.options(), around.worker(), report)))
                .thenCompose(opened -> {
                    spool = opened;
                    boolean unused = opened.lastSeq() == 0;
                    Incarnation fresh = new Incarnation(
                            around.random().nextLong(), around.random().nextLong());
                    return around.onWorker(() -> new Store(opened, incarnation(directory, unused, fresh)));
                });
    }

    /** A spool that gave out no number yet begins a new life, whatever was in the directory before. */
    private static Incarnation incarnation(Storage directory, boolean unused, Incarnation fresh) throws IOException {
        AtomicFile file = new AtomicFile(directory, "incarnation", 2 * Long.BYTES);
        if (unused) {
            file.write(ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(fresh.high())
                    .putLong(fresh.low())
                    .array());
            return fresh;
        }
        byte[] known = file.read();
        if (known == null || known.length != 2 * Long.BYTES) {
            throw new StorageException(
                    StorageException.Kind.NOT_FOUND, "the spool holds messages of a life whose name is lost");
        }
        ByteBuffer bytes = ByteBuffer.wrap(known);
        return new Incarnation(bytes.getLong(), bytes.getLong());
    }

    private void run(Store store) {
        SpooledUplink output = new SpooledUplink(store.spool(), around.loop(), this);
        TelemetryUplink made = new TelemetryUplink(
                options.schema(),
                options.batches(),
                options.policy(),
                new TelemetryWriter(around.storage().crc32c()),
                new TelemetryReader(around.storage().crc32c(), ColumnLimits.DEFAULT),
                around.random(),
                output);
        uplink = made;
        output.start(made, store.incarnation());
        changed();
    }

    Schema schema() {
        return options.schema();
    }

    Offer offer(Row row) {
        if (uplink == null) {
            return Offer.REFUSED;
        }
        Offer offer = uplink.offer(row, around.loop().nanoTime());
        changed();
        return offer;
    }

    /** For any thread. */
    TelemetryStatus status() {
        // Durable before offered: so it is never the greater of the two.
        long durable = durableRows;
        return new TelemetryStatus(durable, offeredRows, lostRows, unacknowledged);
    }

    @Override
    public void changed() {
        publish();
        agent.changed();
    }

    private void publish() {
        if (uplink != null) {
            offeredRows = uplink.offeredRows();
            durableRows = uplink.durableRows();
            lostRows = uplink.lostRows();
            unacknowledged = uplink.unacknowledged();
        }
    }

    @Override
    public void send(long seq, byte[] message) {
        agent.send(Channel.TELEMETRY, message, outcome -> {
            if (uplink != null) {
                uplink.sent(seq, outcome, around.loop().nanoTime());
                changed();
            }
        });
    }

    @Override
    public void event(UplinkEvent event) {
        String detail = "message " + event.seq() + ": " + event.detail();
        switch (event.kind()) {
            case STORE_FAILED -> around.troubles().storeFailed(Channel.TELEMETRY, detail);
            case LOST -> around.troubles().event(DeviceEvent.Kind.TELEMETRY_LOST, Channel.TELEMETRY, detail);
            case SEND_REFUSED -> around.troubles().event(DeviceEvent.Kind.SEND_REFUSED, Channel.TELEMETRY, detail);
            case REFUSED -> around.troubles().event(DeviceEvent.Kind.TELEMETRY_REFUSED, Channel.TELEMETRY, detail);
            case MALFORMED -> around.troubles().malformed(Channel.TELEMETRY, event.detail());
        }
    }

    @Override
    public void up(Capabilities capabilities, long nowNanos) {
        if (uplink != null) {
            uplink.linkUp(capabilities.maxInFlight(), nowNanos);
        }
    }

    @Override
    public void down(long nowNanos) {
        if (uplink != null) {
            uplink.linkDown();
        }
    }

    @Override
    public void message(byte[] payload, long nowNanos) {
        if (uplink != null) {
            uplink.received(payload, nowNanos);
            publish();
        }
    }

    @Override
    public void tick(long nowNanos) {
        if (uplink != null) {
            uplink.tick(nowNanos);
            publish();
        }
    }

    @Override
    public long deadlineNanos() {
        return uplink == null ? Part.super.deadlineNanos() : uplink.deadlineNanos();
    }

    @Override
    public CompletableFuture<?> stop() {
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        if (uplink != null) {
            uplink.flush(around.loop().nanoTime());
        }
        closeWhenDurable(around.loop().nanoTime() + CLOSE_PATIENCE_NANOS, stopped);
        return stopped;
    }

    private void closeWhenDurable(long untilNanos, CompletableFuture<Boolean> stopped) {
        long now = around.loop().nanoTime();
        if (uplink != null && uplink.durableRows() < uplink.offeredRows() && now - untilNanos < 0) {
            // The agent no longer wakes parts, and a full store queue leaves rows to the next tick.
            uplink.tick(now);
            around.loop().schedule(CLOSE_STEP_NANOS, () -> closeWhenDurable(untilNanos, stopped));
            return;
        }
        publish();
        uplink = null;
        AsyncSpool open = spool;
        if (open == null) {
            stopped.complete(true);
        } else {
            open.close(new Ended(stopped));
        }
    }
}

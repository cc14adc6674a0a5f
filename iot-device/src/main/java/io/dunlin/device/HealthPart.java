/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.Link;
import io.dunlin.core.Storage;
import io.dunlin.core.log.AtomicFile;
import io.dunlin.core.wire.Heartbeat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Heartbeats: one whenever the link comes up, and at regular intervals while it is. */
final class HealthPart implements Part {

    private static final long SECOND = 1_000_000_000L;

    private final Options options;
    private final Surroundings around;
    private final Agent agent;
    private final Supplier<TelemetryStatus> telemetry;
    private final long bootedNanos;
    private @Nullable BootEpoch epoch;
    private boolean up;
    private long nextNanos;

    /**
     * What a heartbeat says that only the user knows.
     *
     * @param everyNanos the interval
     * @param version names what runs
     * @param securityVersion the lowest that is still accepted
     * @param identityGeneration the generation of the certificate
     */
    record Options(
            long everyNanos, Supplier<String> version, LongSupplier securityVersion, LongSupplier identityGeneration) {}

    HealthPart(Options options, Surroundings around, Agent agent, Supplier<TelemetryStatus> telemetry) {
        this.options = options;
        this.around = around;
        this.agent = agent;
        this.telemetry = telemetry;
        this.bootedNanos = around.loop().nanoTime();
    }

    @Override
    public CompletableFuture<?> open() {
        return around.onWorker(() -> nextEpoch(around.storage().directory("health")))
                .thenAccept(next -> epoch = next);
    }

    private static BootEpoch nextEpoch(Storage directory) throws IOException {
        AtomicFile file = new AtomicFile(directory, "epoch", Long.BYTES);
        byte[] before = file.read();
        long value = before == null ? 1 : ByteBuffer.wrap(before).getLong() + 1;
        file.write(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return new BootEpoch(value);
    }

    @Override
    public void up(Capabilities capabilities, long nowNanos) {
        up = true;
        beat(nowNanos);
    }

    @Override
    public void down(long nowNanos) {
        up = false;
    }

    @Override
    public void tick(long nowNanos) {
        beat(nowNanos);
    }

    @Override
    public long deadlineNanos() {
        return up ? nextNanos : Part.super.deadlineNanos();
    }

    private void beat(long nowNanos) {
        nextNanos = nowNanos + options.everyNanos();
        if (epoch == null) {
            return;
        }
        TelemetryStatus rows = telemetry.get();
        Heartbeat heartbeat = new Heartbeat(
                epoch,
                (nowNanos - bootedNanos) / SECOND,
                options.identityGeneration().getAsLong(),
                options.version().get(),
                options.securityVersion().getAsLong(),
                rows.unacknowledged(),
                rows.lostRows(),
                around.troubles().problems());
        // The next one replaces it, so nothing is sent again.
        agent.send(Channel.HEALTH, heartbeat.encode(), Link.Report.IGNORE);
    }
}

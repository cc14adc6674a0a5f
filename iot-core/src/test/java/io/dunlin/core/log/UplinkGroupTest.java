/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Checksum;
import io.dunlin.core.Loop;
import io.dunlin.core.StorageWorker;
import io.dunlin.core.telemetry.BatchPolicy;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.Incarnation;
import io.dunlin.core.telemetry.Row;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.SpooledUplink;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.telemetry.TelemetryReader;
import io.dunlin.core.telemetry.TelemetryUplink;
import io.dunlin.core.telemetry.TelemetryWriter;
import io.dunlin.core.telemetry.UplinkEvent;
import io.dunlin.core.telemetry.UplinkPolicy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the messages of an uplink share the forces of its spool. */
class UplinkGroupTest {

    private static final Schema SCHEMA = new Schema(1, List.of(Stream.ofDouble("t", "", 0)));
    private static final BatchPolicy ONE_ROW = new BatchPolicy(1, 4096, 256, 0, BatchPolicy.Overflow.REFUSE);
    private static final UplinkPolicy POLICY = new UplinkPolicy(8, 8, 65536, 1000, 1000, 20, 0);

    private final MemoryStorage storage = new MemoryStorage();
    private final ArrayDeque<Runnable> jobs = new ArrayDeque<>();
    private final List<UplinkEvent> events = new ArrayList<>();
    private AsyncSpool spool;
    private TelemetryUplink uplink;
    private long now;

    @BeforeEach
    void start() {
        StorageWorker worker = new StorageWorker() {
            @Override
            public <T> void submit(Job<T> job, Report<? super T> report) {
                jobs.add(() -> {
                    T result;
                    try {
                        result = job.run();
                    } catch (Exception e) {
                        report.failed(e);
                        return;
                    }
                    report.done(result);
                });
            }
        };
        AsyncSpool.open(storage, LogOptions.DEVICE, worker, report(opened -> spool = opened));
        runJobs();
        SpooledUplink output = new SpooledUplink(spool, new TimeOnly(), new SpooledUplink.Sender() {
            @Override
            public void send(long seq, byte[] message) {
                // The link is down.
            }

            @Override
            public void event(UplinkEvent event) {
                events.add(event);
            }
        });
        uplink = new TelemetryUplink(
                SCHEMA,
                ONE_ROW,
                POLICY,
                new TelemetryWriter(Checksum.crc32c()),
                new TelemetryReader(Checksum.crc32c(), ColumnLimits.DEFAULT),
                () -> 0L,
                output);
        output.start(uplink, new Incarnation(1, 2));
        runJobs();
    }

    private static <T> StorageWorker.Report<T> report(Consumer<? super T> done) {
        return new StorageWorker.Report<>() {
            @Override
            public void done(T result) {
                done.accept(result);
            }

            @Override
            public void failed(Exception failure) {
                throw new AssertionError(failure);
            }
        };
    }

    private void offer(int rows) {
        Row row = new Row(SCHEMA);
        for (int i = 0; i < rows; i++) {
            uplink.offer(row.at(i).set(0, i), now);
        }
    }

    private void runJobs() {
        while (!jobs.isEmpty()) {
            jobs.remove().run();
        }
    }

    @Test
    void messagesThatWait_shareOneForce() {
        int before = storage.forces();
        offer(7);
        runJobs();
        assertThat(uplink.durableRows()).isEqualTo(7);
        // The first went alone; the six that came meanwhile went together.
        assertThat(storage.forces()).isEqualTo(before + 2);
    }

    @Test
    void aGroupThatFails_isStoredAgain_underNewNumbers() {
        offer(1);
        jobs.remove().run();
        assertThat(uplink.durableRows()).isEqualTo(1);
        offer(5);
        storage.failForces(1);
        runJobs();
        assertThat(uplink.durableRows()).isLessThan(6);
        assertThat(events).extracting(UplinkEvent::kind).contains(UplinkEvent.Kind.STORE_FAILED);
        now = 1000;
        uplink.tick(now);
        runJobs();
        assertThat(uplink.durableRows()).isEqualTo(6);
        List<LogRecord> kept = new ArrayList<>();
        spool.read(1, 65536, report(kept::addAll));
        runJobs();
        // The announcement and each row once; what failed is a gap.
        assertThat(kept).hasSize(7);
        assertThat(spool.gaps()).isNotEmpty();
    }

    private final class TimeOnly implements Loop {
        @Override
        public void execute(Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Timer schedule(long delayNanos, Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public long wallMillis() {
            return 0;
        }

        @Override
        public boolean inLoop() {
            return true;
        }
    }
}

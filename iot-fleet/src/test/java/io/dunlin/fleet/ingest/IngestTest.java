/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Checksum;
import io.dunlin.core.DecodeException;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.DownMessage;
import io.dunlin.core.telemetry.Incarnation;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.SeqRange;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.telemetry.TelemetryReader;
import io.dunlin.fleet.engines.TestDatabase;
import io.dunlin.fleet.engines.TestEngine;
import io.dunlin.fleet.ingest.Ingested.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class IngestTest {

    private static final DeviceId PUMP = new DeviceId("pump-1");
    private static final BootEpoch EPOCH = new BootEpoch(3);
    private static final ColumnLimits LIMITS = new ColumnLimits(4096, 100, 5);

    private final TestEngine engine;
    private final TelemetryReader reader = new TelemetryReader(Checksum.crc32c(), ColumnLimits.DEFAULT);
    private final Uplink uplink = new Uplink(Uplink.STORE, 3);
    private TestDatabase tables;
    private Ingest ingest;
    private Telemetry telemetry;
    private TelemetryFigures figures;

    IngestTest(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() throws IOException {
        tables = engine.open();
        ingest = new Ingest(tables.database(), Tenant.DEFAULT, LIMITS);
        telemetry = new Telemetry(tables.database(), Tenant.DEFAULT);
        figures = new TelemetryFigures(tables.database(), Tenant.DEFAULT);
    }

    @AfterEach
    void close() {
        tables.close();
    }

    private Ingested receive(byte[] message) throws IOException {
        return ingest.receive(PUMP, message, 5000);
    }

    private DownMessage reply(Ingested ingested, int n) {
        return reader.readDown(ingested.replies().get(n));
    }

    @Test
    void eachBatch_isStoredOnce() throws IOException {
        receive(uplink.announcement(1));
        byte[] batch = uplink.batch(2, 4);
        assertThat(receive(batch))
                .extracting(Ingested::kind, Ingested::rows, Ingested::values)
                .containsExactly(Kind.STORED, 4L, 20L);
        assertThat(receive(batch))
                .extracting(Ingested::kind, Ingested::rows, Ingested::values)
                .containsExactly(Kind.DUPLICATE, 0L, 0L);
        assertThat(telemetry.count(PUMP, "t")).isEqualTo(4);
        assertThat(telemetry.rows(PUMP)).isEqualTo(4);
        assertThat(telemetry.duplicates(PUMP)).isZero();
        assertThat(telemetry.repeatedMessages(PUMP)).isEqualTo(1);
    }

    @Test
    void values_comeBackAsTheyWere() throws IOException {
        receive(uplink.announcement(1));
        receive(uplink.batch(2, 4));
        assertThat(telemetry.latest(PUMP, "t").orElseThrow().atMillis()).isEqualTo(1003);
        assertThat(telemetry.latest(PUMP, "t").orElseThrow().value()).isEqualTo(3.5);
        assertThat(telemetry.latest(PUMP, "n").orElseThrow().value()).isEqualTo(3L);
        assertThat(telemetry.latest(PUMP, "on").orElseThrow().value()).isEqualTo(0L);
        assertThat(telemetry.latest(PUMP, "s").orElseThrow().value()).isEqualTo(new byte[] {'x', 0, 'y'});
        assertThat(telemetry.latest(PUMP, "b").orElseThrow().value()).isEqualTo(new byte[] {3});
        receive(uplink.batch(3, 2));
        assertThat(telemetry.latest(PUMP, "s").orElseThrow().value()).isEqualTo("row 5");
    }

    @Test
    void aResetStore_thatCountsFromTheStartAgain_hasBatchesOfItsOwn() throws IOException {
        receive(uplink.announcement(1));
        receive(uplink.batch(2, 1));
        Uplink reset = new Uplink(new Incarnation(9, 9), 3);
        receive(reset.announcement(1));
        assertThat(receive(reset.batch(2, 1)).kind()).isEqualTo(Kind.STORED);
        assertThat(telemetry.count(PUMP, "t")).isEqualTo(2);
        assertThat(telemetry.duplicates(PUMP)).isZero();
    }

    @Test
    void anIntactBatchOfBadColumns_isSetAside_andTheDeviceGoesOn() throws IOException {
        receive(uplink.announcement(1));
        byte[] bad = uplink.batch(2, 7, new byte[] {(byte) 0xff});
        Ingested refused = receive(bad);
        assertThat(refused).extracting(Ingested::kind, Ingested::rows).containsExactly(Kind.REFUSED, 7L);
        assertThat(refused.reason()).isNotEmpty();
        assertThat(reply(refused, 0)).isEqualTo(new DownMessage.Ack(Uplink.STORE, EPOCH, List.of(new SeqRange(1, 2))));
        assertThat(reply(refused, 1)).isEqualTo(new DownMessage.Refusal(Uplink.STORE, EPOCH, 2, refused.reason()));
        assertThat(receive(bad).kind()).isEqualTo(Kind.DUPLICATE);
        assertThat(receive(uplink.batch(3, 1)).kind()).isEqualTo(Kind.STORED);
        assertThat(telemetry.deadLetters(PUMP)).singleElement().satisfies(letter -> {
            assertThat(letter.seq()).isEqualTo(2);
            assertThat(letter.rows()).isEqualTo(7);
            assertThat(letter.payload()).isEqualTo(bad);
            assertThat(letter.reason()).isEqualTo(refused.reason());
        });
        assertThat(telemetry.missing(PUMP))
                .containsExactly(new MissingRows(Uplink.STORE, EPOCH, 2, 2, 7, MissingRows.Cause.REFUSED));
        DeviceFigures now = figures.of(PUMP);
        assertThat(now.offeredRows()).isEqualTo(8);
        assertThat(now.storedRows()).isEqualTo(1);
        assertThat(now.refusedRows()).isEqualTo(7);
        assertThat(now.refusedMessages()).isEqualTo(1);
        assertThat(now.completeness()).isEqualTo(0.125);
    }

    @Test
    void aBatchThatBreaksLimits_isSetAside() throws IOException {
        receive(uplink.announcement(1));
        assertThat(receive(uplink.batch(2, 101)).kind()).isEqualTo(Kind.REFUSED);
        assertThat(receive(uplink.batch(3, 100, new byte[5000])).kind()).isEqualTo(Kind.REFUSED);
        assertThat(figures.of(PUMP).refusedRows()).isEqualTo(201);
        assertThat(receive(uplink.batch(4, 1)).kind()).isEqualTo(Kind.STORED);
    }

    @Test
    void aSchemaThatBreaksLimits_isRefused_andSoAreItsBatches() throws IOException {
        List<Stream> many = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            many.add(Stream.ofDouble("s" + i, "", 0));
        }
        Schema wide = new Schema(2, many);
        assertThat(receive(uplink.announcement(1, wide)).kind()).isEqualTo(Kind.REFUSED);
        assertThat(receive(uplink.batch(2, wide, 3, new byte[] {1})).kind()).isEqualTo(Kind.REFUSED);
        assertThat(receive(uplink.announcement(1, wide)).kind()).isEqualTo(Kind.DUPLICATE);
        assertThat(figures.of(PUMP))
                .extracting(DeviceFigures::refusedMessages, DeviceFigures::refusedRows)
                .containsExactly(2L, 3L);
    }

    @Test
    void deadLetters_areBounded_andTheNewestAreKept() throws IOException {
        receive(uplink.announcement(1));
        for (int i = 0; i < DeadLetters.KEPT + 5; i++) {
            receive(uplink.batch(2 + i, 1, new byte[0]));
        }
        assertThat(telemetry.deadLetters(PUMP)).hasSize(DeadLetters.KEPT);
        assertThat(telemetry.deadLetters(PUMP).get(0).seq()).isEqualTo(7);
        assertThat(figures.of(PUMP).refusedMessages()).isEqualTo(DeadLetters.KEPT + 5);
    }

    @Test
    void aDamagedMessage_isCounted_andNeitherStoredNorAnswered() throws IOException {
        byte[] damaged = uplink.batch(2, 1);
        damaged[20] ^= 1;
        assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> receive(damaged));
        assertThat(figures.of(PUMP).malformedMessages()).isEqualTo(1);
        assertThat(figures.of(PUMP).refusedMessages()).isZero();
        assertThat(telemetry.deadLetters(PUMP)).isEmpty();
        assertThat(figures.all(0).malformedMessages()).isEqualTo(1);
    }

    @Test
    void missingRows_areCountedBetweenTheirNeighbours() throws IOException {
        receive(uplink.announcement(1));
        receive(uplink.batch(2, 5));
        uplink.lose(3);
        receive(uplink.batch(3, 5));
        uplink.lose(20);
        receive(uplink.batch(6, 5));
        assertThat(telemetry.missing(PUMP))
                .containsExactly(
                        new MissingRows(Uplink.STORE, EPOCH, 2, 3, 3, MissingRows.Cause.NOT_TAKEN),
                        new MissingRows(Uplink.STORE, EPOCH, 3, 6, 20, MissingRows.Cause.OPEN));
        receive(uplink.gap(4, 5));
        assertThat(telemetry.missing(PUMP))
                .containsExactly(
                        new MissingRows(Uplink.STORE, EPOCH, 2, 3, 3, MissingRows.Cause.NOT_TAKEN),
                        new MissingRows(Uplink.STORE, EPOCH, 3, 6, 20, MissingRows.Cause.LOST));
        assertThat(figures.of(PUMP))
                .extracting(DeviceFigures::missingRows, DeviceFigures::lostMessages)
                .containsExactly(23L, 2L);
    }

    @Test
    void missingRows_atTheBeginningOfABoot_areKnown() throws IOException {
        receive(uplink.announcement(1));
        receive(uplink.batch(2, 5));
        Uplink next = new Uplink(Uplink.STORE, 4);
        next.lose(2);
        receive(next.gap(3, 10));
        receive(next.announcement(11));
        receive(next.batch(12, 1));
        assertThat(telemetry.missing(PUMP))
                .containsExactly(new MissingRows(Uplink.STORE, new BootEpoch(4), 2, 12, 2, MissingRows.Cause.LOST));
    }

    @Test
    void backlog_isLate_andDoesNotReplaceTheLatestValue() throws IOException {
        receive(uplink.announcement(1));
        byte[] old = uplink.batch(2, 3);
        byte[] live = uplink.batch(3, 2);
        receive(live);
        assertThat(figures.of(PUMP).lateRows()).isZero();
        receive(old);
        assertThat(figures.of(PUMP).lateRows()).isEqualTo(3);
        assertThat(telemetry.latest(PUMP, "n").orElseThrow().value()).isEqualTo(4L);
        assertThat(figures.of(PUMP).newestAtMillis()).hasValue(1004);
        assertThat(figures.of(PUMP).arrivedAtMillis()).hasValue(5000);
    }

    @Test
    void figures_tellFreshFromStaleDevices() throws IOException {
        receive(uplink.announcement(1));
        receive(uplink.batch(2, 3));
        ingest.receive(new DeviceId("silent"), new Uplink(new Incarnation(1, 1), 1).announcement(1), 5000);
        assertThat(figures.all(1002))
                .extracting(FleetFigures::devices, FleetFigures::freshDevices)
                .containsExactly(2L, 1L);
        assertThat(figures.all(1003).freshness()).isZero();
        assertThat(figures.stale(1002, "", 10)).containsExactly(new DeviceId("silent"));
        assertThat(figures.stale(1003, "", 1)).containsExactly(PUMP);
        assertThat(figures.stale(1003, "pump-1", 10)).containsExactly(new DeviceId("silent"));
        assertThat(figures.all(0).completeness()).isEqualTo(1);
        assertThat(figures.of(new DeviceId("unheard")).completeness()).isEqualTo(1);
    }

    @Test
    void batches_thatArriveOnSeveralThreadsAtOnce_areStoredOnce() throws Exception {
        receive(uplink.announcement(1));
        List<byte[]> batches = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            batches.add(uplink.batch(2 + i, 3));
        }
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<Long>> stored = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                stored.add(threads.submit(() -> {
                    long rows = 0;
                    for (byte[] batch : batches) {
                        rows += receive(batch).rows();
                    }
                    return rows;
                }));
            }
            long rows = 0;
            for (Future<Long> one : stored) {
                rows += one.get(60, TimeUnit.SECONDS);
            }
            assertThat(rows).isEqualTo(60);
        } finally {
            threads.shutdownNow();
        }
        assertThat(telemetry.rows(PUMP)).isEqualTo(60);
        assertThat(telemetry.count(PUMP, "n")).isEqualTo(60);
        assertThat(telemetry.duplicates(PUMP)).isZero();
        assertThat(telemetry.repeatedMessages(PUMP)).isEqualTo(40);
    }

    @Test
    void aSinkOfOnesOwn_getsColumns_andSharesTheTransaction() throws IOException {
        List<String> taken = new ArrayList<>();
        BatchSink own = (transaction, batch) -> {
            try (var insert = transaction.prepareStatement("INSERT INTO counter VALUES ('', ?, ?)")) {
                insert.setString(1, "batch " + batch.seq());
                insert.setLong(2, batch.columns().rows());
                insert.executeUpdate();
            }
            taken.add(batch.idempotencyKey());
            if (taken.size() == 1) {
                throw new IOException("the other store is away");
            }
        };
        ingest = new Ingest(tables.database(), Tenant.DEFAULT, LIMITS, own.then(BatchSink.readings()));
        receive(uplink.announcement(1));
        byte[] batch = uplink.batch(2, 3);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> receive(batch))
                .havingRootCause()
                .withMessage("the other store is away");
        assertThat(telemetry.rows(PUMP)).isZero();
        assertThat(receive(batch).kind()).isEqualTo(Kind.STORED);
        assertThat(taken).hasSize(2);
        assertThat(taken.get(0)).isEqualTo(taken.get(1)).contains("pump-1").endsWith("/2");
        assertThat(telemetry.count(PUMP, "n")).isEqualTo(3);
        assertThat(counter()).isEqualTo(3);
    }

    private long counter() throws IOException {
        return tables.database().transaction("read", c -> {
            try (var row = c.createStatement().executeQuery("SELECT SUM(reserved) FROM counter")) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    @Test
    void aSinkThatRefuses_setsTheBatchAside_andLeavesNothingElse() throws IOException {
        ingest = new Ingest(
                tables.database(), Tenant.DEFAULT, LIMITS, BatchSink.readings().then((transaction, batch) -> {
                    throw new BatchRefused("not on Sundays");
                }));
        receive(uplink.announcement(1));
        Ingested refused = receive(uplink.batch(2, 3));
        assertThat(refused)
                .extracting(Ingested::kind, Ingested::reason)
                .containsExactly(Kind.REFUSED, "not on Sundays");
        assertThat(telemetry.count(PUMP, "n")).isZero();
        assertThat(figures.of(PUMP).refusedRows()).isEqualTo(3);
    }
}

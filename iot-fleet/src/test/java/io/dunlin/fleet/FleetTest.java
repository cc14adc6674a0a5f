/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Channel;
import io.dunlin.core.Checksum;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.ColumnEncoder;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.Columns;
import io.dunlin.core.telemetry.DownMessage;
import io.dunlin.core.telemetry.Incarnation;
import io.dunlin.core.telemetry.Priority;
import io.dunlin.core.telemetry.Row;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.SeqRange;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.telemetry.StreamType;
import io.dunlin.core.telemetry.TelemetryReader;
import io.dunlin.core.telemetry.TelemetryWriter;
import io.dunlin.core.telemetry.UpMessage;
import io.dunlin.core.twin.Ack;
import io.dunlin.core.twin.Convergence;
import io.dunlin.core.twin.DesireResult;
import io.dunlin.core.twin.DeviceTwin;
import io.dunlin.core.twin.Outcome;
import io.dunlin.core.twin.Patch;
import io.dunlin.core.twin.TwinEvent;
import io.dunlin.core.twin.TwinLimits;
import io.dunlin.core.twin.TwinSchema;
import io.dunlin.core.twin.TwinTiming;
import io.dunlin.core.twin.Value;
import io.dunlin.core.twin.When;
import io.dunlin.core.wire.Heartbeat;
import io.dunlin.fleet.engines.TestDatabase;
import io.dunlin.fleet.engines.TestEngine;
import io.dunlin.fleet.ingest.Ingested;
import io.dunlin.fleet.registry.DeviceRecord;
import io.dunlin.fleet.registry.Registry;
import io.dunlin.fleet.store.Database;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class FleetTest {

    private static final DeviceId PUMP = new DeviceId("pump-1");
    private static final Incarnation STORE = new Incarnation(7, 8);
    private static final BootEpoch EPOCH = new BootEpoch(3);
    private static final Schema SCHEMA = new Schema(
            1,
            List.of(
                    Stream.ofDouble("t", "Cel", 0),
                    new Stream("n", "", StreamType.LONG, Priority.NORMAL, 0),
                    new Stream("s", "", StreamType.STRING, Priority.NORMAL, 0),
                    new Stream("b", "", StreamType.BYTES, Priority.NORMAL, 0)));
    private static final TwinSchema TWIN =
            TwinSchema.builder().desired("rate", Value.Type.INTEGER).build();

    private final TelemetryWriter writer = new TelemetryWriter(Checksum.crc32c());
    private final TelemetryReader reader = new TelemetryReader(Checksum.crc32c(), ColumnLimits.DEFAULT);
    private final List<String> log = new ArrayList<>();
    private final FleetRig rig = new FleetRig();
    private TestDatabase tables;
    private Database database;
    private final TestEngine engine;
    private Fleet fleet;

    FleetTest(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() throws IOException {
        tables = engine.open();
        database = tables.database();
        SplittableRandom bits = new SplittableRandom(1);
        fleet = Fleet.builder(database)
                .loop(rig.loop)
                .worker(rig.worker)
                .link(rig.link)
                .random(bits::nextLong)
                .twinSchema(TWIN)
                .listener(new LogListener())
                .build();
        fleet.registry().register(PUMP, "pump");
        fleet.start();
        rig.run();
    }

    @AfterEach
    void close() {
        fleet.close();
        rig.run();
        assertThat(rig.link.isUp()).isFalse();
        tables.close();
    }

    @Test
    void telemetry_isStoredOnce_andAcknowledgedEachTime() throws IOException {
        arrives(Channel.TELEMETRY, announcement(1));
        arrives(Channel.TELEMETRY, batch(2, 2));
        arrives(Channel.TELEMETRY, batch(2, 2));
        assertThat(log).containsExactly("STORED 0", "settled", "STORED 5", "settled", "DUPLICATE 0", "settled");
        assertThat(fleet.telemetry().count(PUMP, "t")).isEqualTo(2);
        assertThat(fleet.telemetry().rows(PUMP)).isEqualTo(2);
        assertThat(fleet.telemetry().duplicates(PUMP)).isZero();
        assertThat(fleet.telemetry().repeatedMessages(PUMP)).isEqualTo(1);
        assertThat(rig.sent).hasSize(3);
        assertThat(reader.readDown(rig.sent.get(2)))
                .isEqualTo(new DownMessage.Ack(STORE, EPOCH, List.of(new SeqRange(1, 2))));
    }

    @Test
    void duplicates_findsWhatIsStoredTwice() throws IOException {
        arrives(Channel.TELEMETRY, announcement(1));
        arrives(Channel.TELEMETRY, batch(2, 2));
        database.transaction("copy", c -> {
            try (var copy =
                    c.prepareStatement("INSERT INTO reading SELECT r.* FROM reading r JOIN series s ON r.series = s.id"
                            + " WHERE s.stream = 't'")) {
                return copy.executeUpdate();
            }
        });
        assertThat(fleet.telemetry().duplicates(PUMP)).isEqualTo(2);
    }

    @Test
    void aBatchBeforeItsSchema_asksForTheSchema_andIsNotStored() throws IOException {
        arrives(Channel.TELEMETRY, batch(2, 1));
        assertThat(log).containsExactly("SCHEMA_UNKNOWN 0", "settled");
        assertThat(reader.readDown(rig.sent.get(0))).isEqualTo(new DownMessage.SchemaRequest(SCHEMA.ref()));
        arrives(Channel.TELEMETRY, announcement(1));
        arrives(Channel.TELEMETRY, batch(2, 1));
        assertThat(fleet.telemetry().count(PUMP, "t")).isEqualTo(1);
    }

    @Test
    void gaps_areKept_andTheWiderOneWins() throws IOException {
        arrives(Channel.TELEMETRY, writer.write(new UpMessage.Gap(STORE, EPOCH, new SeqRange(4, 5))));
        arrives(Channel.TELEMETRY, writer.write(new UpMessage.Gap(STORE, EPOCH, new SeqRange(4, 9))));
        assertThat(fleet.telemetry().gaps(PUMP)).containsExactly(new SeqRange(4, 9));
        assertThat(rig.sent).hasSize(2);
    }

    @Test
    void tooManyHoles_areNeitherStoredNorAcknowledged() throws IOException {
        arrives(Channel.TELEMETRY, announcement(1));
        long seq = 3;
        while (!log.contains("NOT_NOW 0")) {
            rig.sent.clear();
            arrives(Channel.TELEMETRY, batch(seq, 1));
            seq += 2;
            assertThat(seq).isLessThan(1000);
        }
        assertThat(rig.sent).isEmpty();
        assertThat(log).endsWith("NOT_NOW 0", "settled");
    }

    @Test
    void nothingIsAcknowledged_whenTheGroupIsNotDurable() {
        rig.worker.failure = new IOException("disk full");
        arrives(Channel.TELEMETRY, announcement(1));
        assertThat(rig.sent).isEmpty();
        assertThat(log).containsExactly("failed TELEMETRY disk full", "settled");
        rig.worker.failure = null;
        arrives(Channel.TELEMETRY, announcement(1));
        assertThat(rig.sent).hasSize(1);
    }

    @Test
    void malformedInput_isCountedAndSettled() throws IOException {
        arrives(Channel.TELEMETRY, new byte[] {1, 2, 3, 4, 5});
        arrives(Channel.HEALTH, new byte[] {1});
        arrives(Channel.TWIN, new byte[] {(byte) 0xff});
        arrives(Channel.IDENTITY, new byte[] {1});
        arrives(Channel.TELEMETRY, announcement(1));
        arrives(Channel.TELEMETRY, writer.write(new UpMessage.Batch(STORE, EPOCH, 2, SCHEMA.ref(), 9, 9, columns(1))));
        assertThat(log)
                .containsExactly(
                        "malformed TELEMETRY",
                        "settled",
                        "malformed HEALTH",
                        "settled",
                        "MALFORMED_MESSAGE",
                        "settled",
                        "malformed IDENTITY",
                        "settled",
                        "STORED 0",
                        "settled",
                        "REFUSED 0",
                        "settled");
        assertThat(fleet.telemetry().rows(PUMP)).isZero();
    }

    @Test
    void onlyRegisteredDevices_areServed() throws IOException {
        rig.link
                .listener()
                .message(new DeviceId("stranger"), Channel.TELEMETRY, announcement(1), () -> log.add("settled"));
        rig.run();
        fleet.registry().setStatus(PUMP, DeviceRecord.Status.SUSPENDED);
        arrives(Channel.TELEMETRY, announcement(1));
        assertThat(log).containsExactly("not served stranger", "settled", "not served pump-1", "settled");
        assertThat(rig.sent).isEmpty();
        fleet.registry().setStatus(PUMP, DeviceRecord.Status.ACTIVE);
        arrives(Channel.TELEMETRY, announcement(1));
        assertThat(rig.sent).hasSize(1);
    }

    @Test
    void whoIsServed_isLookedUpAgain_afterAWhile() throws IOException {
        arrives(Channel.TELEMETRY, announcement(1));
        assertThat(rig.sent).hasSize(1);
        // Another process suspends it.
        new Registry(database, Tenant.DEFAULT).setStatus(PUMP, DeviceRecord.Status.SUSPENDED);
        arrives(Channel.TELEMETRY, announcement(1));
        assertThat(rig.sent).hasSize(2);
        rig.nowNanos += TimeUnit.SECONDS.toNanos(ServedDevices.SECONDS);
        arrives(Channel.TELEMETRY, announcement(1));
        assertThat(rig.sent).hasSize(2);
    }

    @Test
    void aHeartbeat_isNoted() throws IOException {
        byte[] beat = new Heartbeat(EPOCH, 5, 0, "1.0", 0, 0, 0, List.of()).encode();
        arrives(Channel.HEALTH, beat);
        assertThat(fleet.registry().find(PUMP).orElseThrow().lastSeenAt()).contains(Instant.ofEpochMilli(5000));
        assertThat(fleet.registry().health(PUMP).orElseThrow()).isEqualTo(beat);
    }

    @Test
    void aTwin_convergesWithADevice() throws IOException {
        CompletableFuture<DesireResult> wish =
                fleet.twins().desire(PUMP, new Patch().set("rate", 10), When.always(), "ops");
        assertThat(wish).isNotDone();
        rig.run();
        assertThat(wish).isCompletedWithValue(new DesireResult.Minted(1));
        assertThat(fleet.twins().convergence(PUMP, 1).kind()).isEqualTo(Convergence.Kind.PENDING);
        new Device().connect();
        assertThat(fleet.twins().convergence(PUMP, 1).kind()).isEqualTo(Convergence.Kind.CONVERGED);
        assertThat(fleet.twins().find(PUMP).orElseThrow().reported()).containsEntry("rate", Value.of(10L));
        assertThat(log).contains("reported rate", "acknowledged rate");
    }

    @Test
    void desire_tellsOfConflictAndFailure() throws IOException {
        CompletableFuture<DesireResult> first =
                fleet.twins().desire(PUMP, new Patch().set("rate", 10), When.always(), "a");
        CompletableFuture<DesireResult> late =
                fleet.twins().desire(PUMP, new Patch().set("rate", 11), When.version(0), "b");
        rig.run();
        assertThat(first.join().kind()).isEqualTo(DesireResult.Kind.MINTED);
        assertThat(late.join().kind()).isEqualTo(DesireResult.Kind.CONFLICT);
        rig.worker.failure = new IOException("disk full");
        CompletableFuture<DesireResult> failed =
                fleet.twins().desire(PUMP, new Patch().set("rate", 12), When.always(), "b");
        rig.run();
        assertThat(failed).isCompletedExceptionally();
        DeviceId other = new DeviceId("other");
        assertThat(fleet.twins().find(other)).isEmpty();
        assertThatThrownBy(() -> fleet.twins().convergence(other, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void build_namesTheMissingPart() {
        assertThatThrownBy(() -> Fleet.builder(database).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a fleet needs a loop");
    }

    private void arrives(Channel channel, byte[] payload) {
        rig.link.listener().message(PUMP, channel, payload, () -> log.add("settled"));
        rig.run();
    }

    private byte[] announcement(long seq) {
        return writer.write(new UpMessage.Announcement(STORE, EPOCH, seq, SCHEMA));
    }

    private byte[] batch(long seq, int rows) {
        return writer.write(new UpMessage.Batch(STORE, EPOCH, seq, SCHEMA.ref(), rows, rows, columns(rows)));
    }

    private static byte[] columns(int rows) {
        Columns columns = new Columns(SCHEMA);
        Row row = new Row(SCHEMA);
        columns.add(row.at(1000).set(0, 20.0).setLong(1, 7).set(2, "on").set(3, new byte[] {9}));
        for (int i = 1; i < rows; i++) {
            columns.add(row.at(1000 + i).set(0, 20.0 + i));
        }
        return new ColumnEncoder(SCHEMA).encode(columns);
    }

    /** A device's twin that applies everything at once. */
    private final class Device implements DeviceTwin.Output {

        private final Deque<Runnable> work = new ArrayDeque<>();
        private final DeviceTwin twin =
                new DeviceTwin(TWIN, TwinLimits.DEFAULT, TwinTiming.DEFAULT, new SplittableRandom(2)::nextLong, this);
        private long now;

        void connect() {
            rig.link.toDevice = message -> work.add(() -> twin.received(message, now));
            twin.open(EPOCH, 0);
            twin.linkUp(4096, 0);
            for (int i = 0; i < 50; i++) {
                while (!work.isEmpty()) {
                    work.remove().run();
                }
                now += 100_000_000L;
                twin.tick(now);
            }
        }

        @Override
        public void send(byte[] message) {
            work.add(() -> arrives(Channel.TWIN, message));
        }

        @Override
        public void apply(String path, @Nullable Value value, long dv) {
            work.add(() -> twin.applied(path, dv, Outcome.applied(), now));
        }

        @Override
        public void persist(long id, byte[] record) {
            work.add(() -> twin.persisted(id, now));
        }

        @Override
        public void event(TwinEvent event, String detail) {
            log.add("device " + event);
        }
    }

    private final class LogListener implements FleetListener {
        @Override
        public void notServed(DeviceId device, Channel channel) {
            log.add("not served " + device);
        }

        @Override
        public void malformed(DeviceId device, Channel channel, String reason) {
            log.add("malformed " + channel);
        }

        @Override
        public void failed(DeviceId device, Channel channel, Exception cause) {
            log.add("failed " + channel + ' ' + cause.getMessage());
        }

        @Override
        public void ingested(DeviceId device, Ingested ingested) {
            log.add(ingested.kind() + " " + ingested.values());
        }

        @Override
        public void reported(DeviceId device, String path, @Nullable Value value) {
            log.add("reported " + path);
        }

        @Override
        public void acknowledged(DeviceId device, String path, Ack ack) {
            log.add("acknowledged " + path);
        }

        @Override
        public void twinEvent(DeviceId device, TwinEvent event, String detail) {
            log.add(event.name());
        }
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Checksum;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.ColumnEncoder;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.Columns;
import io.dunlin.core.telemetry.Incarnation;
import io.dunlin.core.telemetry.Row;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.SeqRange;
import io.dunlin.core.telemetry.TelemetryWriter;
import io.dunlin.core.telemetry.UpMessage;
import io.dunlin.fleet.ingest.Ingest;
import io.dunlin.fleet.store.Database;
import io.dunlin.samples.quickstart.program.Contract;
import io.dunlin.samples.quickstart.program.Recording;
import io.dunlin.samples.quickstart.program.ReplayProgress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TelemetryAuditTest {

    private static final DeviceId PUMP = new DeviceId("pump");
    private static final Incarnation STORE = new Incarnation(1, 2);
    private static final int ROWS = 40;
    private static final int IN_BATCH = 10;

    private final Recording recording = recording();
    private final Schema schema = Contract.telemetry(recording);
    private final TelemetryWriter writer = new TelemetryWriter(Checksum.crc32c());
    private Database database;
    private Ingest ingest;
    private long epoch = 1;
    private List<ReplayProgress.Boot> boots = List.of(new ReplayProgress.Boot(0, 0));

    @BeforeEach
    void open() throws IOException {
        database = Database.inMemory("audit");
        ingest = new Ingest(database, Tenant.DEFAULT, ColumnLimits.DEFAULT);
        announce(1);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void finding_isClean_whenAllRowsAreThere() throws IOException {
        batch(2, 0);
        batch(3, 10);
        batch(3, 10);
        batch(4, 20);
        batch(5, 30);
        TelemetryFinding found = find();
        assertThat(found)
                .isEqualTo(new TelemetryFinding(ROWS, 2 * ROWS - 4, ROWS, 2 * ROWS - 4, 0, 0, 0, 0, 0, 0, 0, 1));
    }

    @Test
    void evictedRows_areThoseBetweenTheNeighboursOfAGap() throws IOException {
        batch(2, 0);
        gap(3, 4);
        batch(5, 30);
        assertThat(find().evicted()).isEqualTo(20);
        assertThat(find().undeclared() + find().overdeclared() + find().unaccounted())
                .isZero();
    }

    @Test
    void missingRows_areUndeclared_whenTheGapIsElsewhere() throws IOException {
        batch(2, 0);
        gap(3, 3);
        batch(4, 10);
        batch(5, 30);
        TelemetryFinding found = find();
        assertThat(found.undeclared()).isEqualTo(10);
        assertThat(found.overdeclared()).isEqualTo(1);
        assertThat(found.evicted()).isZero();
    }

    @Test
    void missingNumbers_areUnaccounted_whenNothingIsKnownOfThem() throws IOException {
        batch(2, 0);
        batch(4, 10);
        batch(5, 20);
        batch(6, 30);
        assertThat(find().unaccounted()).isEqualTo(1);
    }

    @Test
    void rowsInMemory_areThoseBetweenWhatWasSavedAndWhereTheNextBootBegan() throws IOException {
        batch(2, 0);
        epoch = 2;
        boots = List.of(new ReplayProgress.Boot(0, 0), new ReplayProgress.Boot(20, 10));
        gap(3, 1024);
        announce(1025);
        batch(1026, 20);
        batch(1027, 30);
        assertThat(find().unsaved()).isEqualTo(10);
        assertThat(find().evicted() + find().undeclared() + find().overdeclared() + find().unaccounted())
                .isZero();
        boots = List.of(new ReplayProgress.Boot(0, 0), new ReplayProgress.Boot(20, 15));
        assertThat(find().unsaved()).isEqualTo(5);
        assertThat(find().evicted()).isEqualTo(5);
    }

    @Test
    void rows_areDuplicates_whenAnotherMessageStoresThemAgain() throws IOException {
        batch(2, 0);
        batch(3, 10);
        batch(4, 20);
        batch(5, 20);
        batch(6, 30);
        assertThat(find().duplicates()).isEqualTo(10);
        assertThat(find().stored()).isEqualTo(ROWS);
    }

    @Test
    void rows_areAltered_whenTheRecordingHasNoSuchValues() throws IOException {
        batch(2, 0);
        batch(3, 10);
        batch(4, 20);
        batch(5, 30);
        change("UPDATE reading SET number_value = number_value + 1 WHERE seq = 3 AND row_in_batch = 4");
        assertThat(find().altered()).isEqualTo(1);
        assertThat(find().undeclared()).isEqualTo(1);
        change("DELETE FROM reading WHERE seq = 5 AND row_in_batch = 9");
        assertThat(find().undeclared()).isEqualTo(2);
        assertThat(find().unaccounted()).isEqualTo(1);
    }

    private TelemetryFinding find() throws IOException {
        return TelemetryAudit.of(database, PUMP, recording, boots);
    }

    private void change(String sql) throws IOException {
        database.transaction("doctor", c -> {
            try (var statement = c.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }

    private void announce(long seq) throws IOException {
        receive(new UpMessage.Announcement(STORE, new BootEpoch(epoch), seq, schema));
    }

    private void gap(long from, long to) throws IOException {
        receive(new UpMessage.Gap(STORE, new BootEpoch(epoch), new SeqRange(from, to)));
    }

    private void batch(long seq, int first) throws IOException {
        Columns columns = new Columns(schema);
        for (Recording.Row recorded : recording.rows().subList(first, first + IN_BATCH)) {
            Row row = new Row(schema).at(recorded.atMillis());
            for (int i = 0; i < recorded.values().length; i++) {
                if (!Double.isNaN(recorded.values()[i])) {
                    row.set(i, recorded.values()[i]);
                }
            }
            columns.add(row);
        }
        byte[] encoded = new ColumnEncoder(schema).encode(columns);
        receive(new UpMessage.Batch(
                STORE, new BootEpoch(epoch), seq, schema.ref(), first + IN_BATCH, IN_BATCH, encoded));
    }

    private void receive(UpMessage message) throws IOException {
        ingest.receive(PUMP, writer.write(message), 0);
    }

    /** Two channels, the second silent now and then; the clock is set back once, as in the machine's recording. */
    private static Recording recording() {
        List<Recording.Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            long at = 1_000_000 + 1000L * (i < 25 ? i : i - 3);
            rows.add(new Recording.Row(at, new double[] {i * 1.5, i % 10 == 9 ? Double.NaN : i}));
        }
        return new Recording(List.of("a", "b"), rows);
    }
}

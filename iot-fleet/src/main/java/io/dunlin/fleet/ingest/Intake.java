/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.DecodeException;
import io.dunlin.core.telemetry.Column;
import io.dunlin.core.telemetry.ColumnDecoder;
import io.dunlin.core.telemetry.Columns;
import io.dunlin.core.telemetry.DownMessage;
import io.dunlin.core.telemetry.IngestWindow.Verdict;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.UpHeader;
import io.dunlin.core.telemetry.UpMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** One message in its transaction. */
final class Intake {

    private final Connection connection;
    private final IngestTables tables;
    private final Origin origin;
    private final long nowMillis;
    private final DeviceRow device;
    private final WindowRow row;

    Intake(Connection connection, IngestTables tables, Origin origin, long nowMillis) throws SQLException {
        this.connection = connection;
        this.tables = tables;
        this.origin = origin;
        this.nowMillis = nowMillis;
        this.device = DeviceRow.lock(connection, tables.tenant(), origin.device(), nowMillis);
        this.row = WindowRow.load(connection, tables.tenant(), origin, nowMillis);
    }

    /** Stores a message. The transaction fails with DecodeException or BatchRefused if it cannot be used. */
    Ingested take(UpMessage message) throws SQLException {
        return switch (message.kind()) {
            case ANNOUNCEMENT -> take((UpMessage.Announcement) message);
            case BATCH -> take((UpMessage.Batch) message);
            case GAP -> take((UpMessage.Gap) message);
        };
    }

    private Ingested take(UpMessage.Announcement announcement) throws SQLException {
        Verdict verdict = row.window().offer(announcement);
        // Also if it is known: a device repeats an announcement under its old number when asked for it.
        tables.schemas().add(connection, origin.device(), announcement.schema());
        return settle(verdict, 0, 0);
    }

    private Ingested take(UpMessage.Gap gap) throws SQLException {
        Verdict verdict = row.window().offer(gap);
        if (verdict == Verdict.NEW) {
            tables.gaps().add(connection, origin, gap.range());
        }
        return settle(verdict, 0, 0);
    }

    private Ingested take(UpMessage.Batch batch) throws SQLException {
        Schema schema = tables.schemas().find(connection, origin.device(), batch.schema());
        if (schema == null) {
            if (tables.schemas()
                    .isUnreadable(connection, origin.device(), batch.schema().hash())) {
                throw new BatchRefused("its schema was refused");
            }
            byte[] request = tables.writer().write(new DownMessage.SchemaRequest(batch.schema()));
            return new Ingested(Ingested.Kind.SCHEMA_UNKNOWN, 0, 0, "", List.of(request));
        }
        Verdict verdict = row.window().offer(batch);
        if (verdict != Verdict.NEW) {
            return settle(verdict, 0, 0);
        }
        Columns columns = decode(batch, schema);
        long values = values(columns);
        int late = device.countRows(columns.times(), columns.rows(), values);
        BatchTable.Line line = new BatchTable.Line(batch.seq(), batch.offered(), batch.rows(), late, false);
        BatchTable.add(connection, row.id(), line, nowMillis);
        hand(new IngestBatch(
                tables.tenant(),
                origin.device(),
                origin.incarnation(),
                origin.epoch(),
                batch.seq(),
                row.id(),
                columns,
                late,
                nowMillis));
        return settle(verdict, batch.rows(), values);
    }

    private Columns decode(UpMessage.Batch batch, Schema schema) {
        Columns columns = new Columns(schema);
        new ColumnDecoder(tables.limits()).decode(batch.columns(), 0, batch.columns().length, columns);
        if (columns.rows() != batch.rows()) {
            throw new DecodeException("a batch of " + batch.rows() + " rows has columns of " + columns.rows(), 0);
        }
        return columns;
    }

    private static long values(Columns columns) {
        long values = 0;
        for (int s = 0; s < columns.schema().streams().size(); s++) {
            Column column = columns.column(s);
            for (int row = 0; row < columns.rows(); row++) {
                values += column.isPresent(row) ? 1 : 0;
            }
        }
        return values;
    }

    private void hand(IngestBatch batch) throws SQLException {
        try {
            tables.sink().take(connection, batch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Ingested settle(Verdict verdict, int rows, long values) throws SQLException {
        if (verdict == Verdict.NOT_NOW) {
            return new Ingested(Ingested.Kind.NOT_NOW, 0, 0, "", List.of());
        }
        if (verdict == Verdict.DUPLICATE) {
            row.countDuplicate();
        }
        Ingested.Kind kind = verdict == Verdict.NEW ? Ingested.Kind.STORED : Ingested.Kind.DUPLICATE;
        return new Ingested(kind, rows, values, "", List.of(acknowledge()));
    }

    private byte[] acknowledge() throws SQLException {
        row.store(connection, nowMillis);
        device.store(connection, nowMillis);
        return tables.writer().write(row.window().ack(origin.incarnation(), origin.epoch()));
    }

    /** Sets a message aside that cannot be used, and has the device go on. */
    Ingested refuse(UpHeader header, byte[] payload, String reason) throws SQLException {
        Verdict verdict = row.window().refuse(header);
        if (verdict != Verdict.NEW) {
            return settle(verdict, 0, 0);
        }
        if (header.kind() == UpMessage.Kind.ANNOUNCEMENT) {
            tables.schemas().addUnreadable(connection, origin.device(), header.schemaHash());
        } else {
            BatchTable.Line line = new BatchTable.Line(header.seq(), header.offered(), (int) header.rows(), 0, true);
            BatchTable.add(connection, row.id(), line, nowMillis);
        }
        tables.deadLetters()
                .add(connection, origin.device(), device.countRefused(), header, payload, reason, nowMillis);
        DownMessage.Refusal refusal = new DownMessage.Refusal(
                origin.incarnation(),
                origin.epoch(),
                header.seq(),
                Text.cut(reason, DownMessage.Refusal.MOST_CHARACTERS));
        return new Ingested(
                Ingested.Kind.REFUSED,
                header.rows(),
                0,
                reason,
                List.of(acknowledge(), tables.writer().write(refusal)));
    }
}

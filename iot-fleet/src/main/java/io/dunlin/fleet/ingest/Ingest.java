/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.Checksum;
import io.dunlin.core.DecodeException;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.ColumnDecoder;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.Columns;
import io.dunlin.core.telemetry.DownMessage;
import io.dunlin.core.telemetry.IngestWindow;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.SchemaRef;
import io.dunlin.core.telemetry.TelemetryReader;
import io.dunlin.core.telemetry.TelemetryWriter;
import io.dunlin.core.telemetry.UpMessage;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores what devices measured. The values, and the window that says that they are stored, change in one transaction, so
 * a repeated message adds nothing, whatever crashed in between. Safe for use by several threads; blocks.
 */
public final class Ingest {

    private final Database database;
    private final Tenant tenant;
    private final ColumnLimits limits;
    private final TelemetryReader reader;
    private final TelemetryWriter writer;

    /**
     * Creates an ingest.
     *
     * @param database where to store
     * @param tenant whose devices
     * @param limits how much one message may hold
     */
    public Ingest(Database database, Tenant tenant, ColumnLimits limits) {
        this.database = database;
        this.tenant = tenant;
        this.limits = limits;
        this.reader = new TelemetryReader(Checksum.crc32c(), limits);
        this.writer = new TelemetryWriter(Checksum.crc32c());
    }

    /**
     * Takes a message in one transaction. Send the replies only once it is durable.
     *
     * @param device who sent it
     * @param payload the message
     * @param nowMillis the wall-clock time
     * @return what came of it
     * @throws DecodeException if it is malformed; then nothing was stored
     * @throws StoreException if the database failed; then nothing was stored
     */
    public Ingested receive(DeviceId device, byte[] payload, long nowMillis) throws StoreException {
        UpMessage message = reader.readUp(payload);
        return database.transaction(
                "store telemetry of " + device, c -> new Intake(c, device, message, nowMillis).run());
    }

    /** One message in its transaction. */
    private final class Intake {

        private final Connection connection;
        private final DeviceId device;
        private final UpMessage message;
        private final long nowMillis;

        Intake(Connection connection, DeviceId device, UpMessage message, long nowMillis) {
            this.connection = connection;
            this.device = device;
            this.message = message;
            this.nowMillis = nowMillis;
        }

        Ingested run() throws SQLException {
            WindowRow row = WindowRow.load(connection, tenant, device, message);
            IngestWindow.Verdict verdict;
            int values = 0;
            if (message instanceof UpMessage.Batch batch) {
                Schema schema = schema(batch.schema());
                if (schema == null) {
                    DownMessage request = new DownMessage.SchemaRequest(batch.schema());
                    return new Ingested(Ingested.Kind.SCHEMA_UNKNOWN, 0, List.of(writer.write(request)));
                }
                verdict = row.window.offer(batch);
                if (verdict == IngestWindow.Verdict.NEW) {
                    values = ReadingWriter.write(connection, tenant, device, batch, decode(batch, schema));
                }
            } else if (message instanceof UpMessage.Announcement announcement) {
                verdict = row.window.offer(announcement);
                // Also if it is known: a device repeats an announcement under its old number when asked for it.
                store(announcement.schema());
            } else {
                UpMessage.Gap gap = (UpMessage.Gap) message;
                verdict = row.window.offer(gap);
                if (verdict == IngestWindow.Verdict.NEW) {
                    store(gap);
                }
            }
            if (verdict == IngestWindow.Verdict.NOT_NOW) {
                return new Ingested(Ingested.Kind.NOT_NOW, 0, List.of());
            }
            boolean isNew = verdict == IngestWindow.Verdict.NEW;
            if (!isNew) {
                row.countDuplicate();
            }
            row.store(connection, nowMillis);
            DownMessage ack = row.window.ack(message.incarnation(), message.epoch());
            Ingested.Kind kind = isNew ? Ingested.Kind.STORED : Ingested.Kind.DUPLICATE;
            return new Ingested(kind, values, List.of(writer.write(ack)));
        }

        private Columns decode(UpMessage.Batch batch, Schema schema) {
            Columns columns = new Columns(schema);
            new ColumnDecoder(limits).decode(batch.columns(), 0, batch.columns().length, columns);
            if (columns.rows() != batch.rows()) {
                throw new DecodeException("a batch of " + batch.rows() + " rows has columns of " + columns.rows(), 0);
            }
            return columns;
        }

        private @Nullable Schema schema(SchemaRef ref) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement("SELECT canonical FROM ingest_schema"
                    + " WHERE tenant = ? AND device = ? AND id = ? AND hash = ?")) {
                select.setString(1, tenant.value());
                select.setString(2, device.value());
                select.setLong(3, ref.id());
                select.setLong(4, ref.hash());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Schema.decode(row.getBytes(1), limits) : null;
                }
            }
        }

        private void store(Schema schema) throws SQLException {
            if (schema(schema.ref()) != null) {
                return;
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO ingest_schema(tenant, device, id, hash, canonical) VALUES (?, ?, ?, ?, ?)")) {
                insert.setString(1, tenant.value());
                insert.setString(2, device.value());
                insert.setLong(3, schema.id());
                insert.setLong(4, schema.ref().hash());
                insert.setBytes(5, schema.canonicalBytes());
                insert.executeUpdate();
            }
        }

        private void store(UpMessage.Gap gap) throws SQLException {
            // A wider gap with the same start takes the place of the narrower one.
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM ingest_gap"
                    + " WHERE tenant = ? AND device = ? AND incarnation = ? AND epoch = ? AND from_seq = ?")) {
                setGap(delete, gap);
                delete.executeUpdate();
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO ingest_gap(tenant, device, incarnation, epoch, from_seq,"
                            + " to_seq, reason) VALUES (?, ?, ?, ?, ?, ?, 'reported')")) {
                setGap(insert, gap);
                insert.setLong(6, gap.range().to());
                insert.executeUpdate();
            }
        }

        private void setGap(PreparedStatement statement, UpMessage.Gap gap) throws SQLException {
            statement.setString(1, tenant.value());
            statement.setString(2, device.value());
            statement.setBytes(3, WindowRow.bytes(gap));
            statement.setLong(4, gap.epoch().value());
            statement.setLong(5, gap.range().from());
        }
    }
}

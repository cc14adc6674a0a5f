/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.Checksum;
import io.dunlin.core.DecodeException;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.TelemetryReader;
import io.dunlin.core.telemetry.UpHeader;
import io.dunlin.core.telemetry.UpMessage;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Stores what devices measured. The values, and the window that says that they are stored, change in one transaction, so
 * a repeated message adds nothing, whatever crashed in between. A message that arrived intact but cannot be used is set
 * aside, counted and acknowledged, so that its device goes on. Safe for use by several threads; blocks.
 */
public final class Ingest {

    private final Database database;
    private final IngestTables tables;
    private final TelemetryReader reader;

    /**
     * Creates an ingest into the table {@code reading}.
     *
     * @param database where to store
     * @param tenant whose devices
     * @param limits how much one message may hold
     */
    public Ingest(Database database, Tenant tenant, ColumnLimits limits) {
        this(database, tenant, limits, BatchSink.readings());
    }

    /**
     * Creates an ingest.
     *
     * @param database where to remember what is stored
     * @param tenant whose devices
     * @param limits how much one message may hold
     * @param sink where values go
     */
    public Ingest(Database database, Tenant tenant, ColumnLimits limits, BatchSink sink) {
        this.database = database;
        this.tables = new IngestTables(tenant, limits, sink);
        this.reader = new TelemetryReader(Checksum.crc32c(), limits);
    }

    /**
     * Takes a message in one transaction. Send the replies only once it is durable.
     *
     * @param device who sent it
     * @param payload the message
     * @param nowMillis the wall-clock time
     * @return what came of it
     * @throws DecodeException if it is damaged or of no known kind; then it was counted and nothing else
     * @throws IOException if the database or a sink failed; then nothing was stored
     */
    public Ingested receive(DeviceId device, byte[] payload, long nowMillis) throws IOException {
        UpMessage message;
        try {
            message = reader.readUp(payload);
        } catch (DecodeException e) {
            return refuse(device, payload, reader.readHeader(payload), e, nowMillis);
        }
        try {
            return database.transaction(
                    "store telemetry of " + device,
                    c -> new Intake(c, tables, Origin.of(device, message), nowMillis).take(message));
        } catch (DecodeException | BatchRefused e) {
            UpHeader header = message.kind() == UpMessage.Kind.BATCH ? UpHeader.of((UpMessage.Batch) message) : null;
            return refuse(device, payload, header, e, nowMillis);
        } catch (UncheckedIOException e) {
            // Of the sink; the transaction was rolled back.
            throw new IOException("the sink failed for telemetry of " + device, e.getCause());
        }
    }

    private Ingested refuse(
            DeviceId device, byte[] payload, @Nullable UpHeader header, RuntimeException cause, long nowMillis)
            throws StoreException {
        if (header == null) {
            database.transaction("count a malformed message of " + device, c -> {
                DeviceRow row = DeviceRow.lock(c, tables.tenant(), device, nowMillis);
                row.countMalformed();
                row.store(c, nowMillis);
                return row;
            });
            throw cause;
        }
        String reason = String.valueOf(cause.getMessage());
        return database.transaction(
                "set aside telemetry of " + device,
                c -> new Intake(c, tables, Origin.of(device, header), nowMillis).refuse(header, payload, reason));
    }
}

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.Checksum;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.TelemetryWriter;

/** What all intakes of a tenant share. */
record IngestTables(
        Tenant tenant,
        ColumnLimits limits,
        BatchSink sink,
        SchemaTable schemas,
        GapTable gaps,
        DeadLetters deadLetters,
        TelemetryWriter writer) {

    IngestTables(Tenant tenant, ColumnLimits limits, BatchSink sink) {
        this(
                tenant,
                limits,
                sink,
                new SchemaTable(tenant, limits),
                new GapTable(tenant),
                new DeadLetters(tenant),
                new TelemetryWriter(Checksum.crc32c()));
    }
}

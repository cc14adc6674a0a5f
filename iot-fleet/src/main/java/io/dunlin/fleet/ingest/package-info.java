/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Takes telemetry in: every batch is stored once, with the note that it was, before it is acknowledged.
 *
 * <p>{@link io.dunlin.fleet.ingest.Ingest} stores into a {@link io.dunlin.fleet.ingest.BatchSink} and answers with
 * {@link io.dunlin.fleet.ingest.Ingested}; {@link io.dunlin.fleet.ingest.Telemetry} reads values, gaps, missing rows and
 * dead letters; {@link io.dunlin.fleet.ingest.TelemetryFigures} tells how fresh and complete it all is.
 */
@NullMarked
package io.dunlin.fleet.ingest;

import org.jspecify.annotations.NullMarked;

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Takes telemetry in: every batch is stored once, with the note that it was, before it is acknowledged.
 *
 * <p>{@link io.dunlin.fleet.ingest.Ingest} stores; {@link io.dunlin.fleet.ingest.Ingested} tells what came of a message;
 * {@link io.dunlin.fleet.ingest.Telemetry} reads what is stored.
 */
@NullMarked
package io.dunlin.fleet.ingest;

import org.jspecify.annotations.NullMarked;

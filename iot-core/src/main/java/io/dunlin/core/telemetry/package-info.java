/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Telemetry of both halves: batch, compress, keep until acknowledged, ingest once.
 *
 * <p>What is measured: {@link io.dunlin.core.telemetry.Schema}, {@link io.dunlin.core.telemetry.Row}. Columns and their
 * bytes: {@link io.dunlin.core.telemetry.Columns}, {@link io.dunlin.core.telemetry.ColumnEncoder},
 * {@link io.dunlin.core.telemetry.ColumnDecoder}.
 */
@NullMarked
@Kernel
package io.dunlin.core.telemetry;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;

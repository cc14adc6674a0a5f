/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Telemetry, measured: {@link io.dunlin.benchmarks.telemetry.BytesPerPoint} prints sizes,
 * {@link io.dunlin.benchmarks.telemetry.ColumnSpeed} is a JMH benchmark of encoder and decoder.
 */
@NullMarked
package io.dunlin.benchmarks.telemetry;

import org.jspecify.annotations.NullMarked;

/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** How fast a fleet stores telemetry, and what that costs. */
@NullMarked
package io.dunlin.benchmarks.ingest;

import org.jspecify.annotations.NullMarked;
